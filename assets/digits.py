"""The handwritten digits of UCI as scikit-learn has them: digits.bin, in the format that digits.md says.

    pip install scikit-learn
    python digits.py
"""
import pathlib

import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
pixels, classes = digits.data.astype(np.uint8), digits.target.astype(np.uint8)
assert pixels.shape == (1797, 64) and (pixels == digits.data).all() and pixels.max() == 16
by_class = np.argsort(classes, kind="stable")
content = b"dig1" + len(classes).to_bytes(2, "little") + classes.tobytes() + pixels[by_class].T.tobytes()
(pathlib.Path(__file__).parent / "digits.bin").write_bytes(content)
