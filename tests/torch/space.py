"""Principal components, R² and RMSE as NumPy has them: space.json.

    pip install numpy
    python space.py

Components come from the singular values of the centred outputs (float64), not from a covariance matrix; a component has the sign
that makes its largest number positive. Outputs are exact in float32.
"""
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
SEED = 20261129


def f32(values):
    return np.asarray(values, np.float32).astype(np.float64)


def short(values):
    return [short(value) for value in values] if isinstance(values, list) else float(f"{values:.10e}")


def case(label, outputs):
    outputs = f32(outputs)
    centred = outputs - outputs.mean(0)
    _, singular, directions = np.linalg.svd(centred, full_matrices=False)
    variances = singular**2 / len(outputs)
    top = [d * np.sign(d[np.argmax(np.abs(d))]) for d in directions[:2]]
    # Eight points are as good as all.
    return {"label": label, "outputs": [[float(a) for a in unit] for unit in outputs.T],
            "variances": short(variances.tolist()), "share": float(variances[:2].sum() / variances.sum()),
            "places": short((centred[:8] @ np.stack(top).T).tolist())}


def fit(label, values, predicted):
    values, predicted = f32(values), f32(predicted)
    errors = values - predicted
    return {"label": label, "values": values.tolist(), "predicted": predicted.tolist(),
            "r2": float(1 - np.mean(errors**2) / np.var(values)), "rmse": float(np.sqrt(np.mean(errors**2)))}


def main():
    rng = np.random.default_rng(SEED)
    relu = lambda units, points: np.maximum(0, rng.normal(size=(points, 2)) @ rng.normal(size=(2, units)) + rng.normal(size=units))
    mixed = rng.normal(size=(40, 5)) * [3.0, 2.0, 1.0, 0.5, 0.25] @ np.linalg.qr(rng.normal(size=(5, 5)))[0]
    dead = relu(6, 24)
    dead[:, [1, 4]] = 0.0
    cases = [case("3 units of ReLU", relu(3, 20)), case("16 units of ReLU", relu(16, 48)), case("turned", mixed),
             case("far from 0", 1000.0 + mixed), case("small", 1e-6 * mixed), case("dead units", dead),
             case("more units than points", np.tanh(rng.normal(size=(12, 20))))]
    y = rng.normal(size=30)
    fits = [fit("near", y, y + 0.1 * rng.normal(size=30)), fit("the mean", y, np.full(30, y.mean())),
            fit("worse than the mean", y, -y), fit("right", y, y), fit("far from 0", 500 + y, 500 + 0.9 * y)]
    (HERE / "space.json").write_text(json.dumps({"numpy": np.__version__, "seed": SEED, "cases": cases, "fits": fits}) + "\n")


if __name__ == "__main__":
    main()
