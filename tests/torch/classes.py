"""Softmax and cross-entropy over several classes as PyTorch has them: classes.json.

    pip install torch numpy
    python classes.py

Networks are evaluated in float64 from numbers that are exact in float32, as in ../golden/generate.py, whose nets and optimizers
these are; the losses of single samples and the answers of argmax in float32, with infinite logits and NaN.
"""
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "golden"))
from generate import OPTIMISERS, f32, mlp, num  # noqa: E402

SEED = 20261128


def short(values):
    """Numbers with ten digits: far more than the tolerance, and half the file."""
    if isinstance(values, list):
        return [short(value) for value in values]
    return float(f"{values:.9e}")


def parameters(linears):
    return [{"weight": short(l.weight.tolist()), "bias": short(l.bias.tolist())} for l in linears]


def gradients(linears):
    return [{"weight": short(l.weight.grad.tolist()), "bias": short(l.bias.grad.tolist())} for l in linears]


def case(label, sizes, act, opt, opt_params, rng, *, bn=False, n=30, batch=8, steps=30, scale=1.0):
    model, linears = mlp(sizes, act, {}, bn, rng, scale)
    classes = sizes[-1]
    X = f32(rng.uniform(-1.5, 1.5, (n, sizes[0])))
    # Something to learn, and every class is there.
    y = np.argmax(np.sin(2.0 * X @ rng.normal(size=(sizes[0], classes))), axis=1)
    y[:classes] = np.arange(classes)
    tx, ty = torch.tensor(X), torch.tensor(y, dtype=torch.long)
    batches = []
    while len(batches) < steps:
        order = rng.permutation(n)
        batches += [order[i:i + batch].tolist() for i in range(0, n, batch)]
    batches = batches[:steps]
    # float32 inputs: an initial weight is exact, so that it may be written in full.
    init = [{"weight": l.weight.tolist(), "bias": l.bias.tolist()} for l in linears]
    optimiser = OPTIMISERS[opt](model.parameters(), opt_params)
    criterion = nn.CrossEntropyLoss()
    losses, first = [], None
    for indices in batches:
        optimiser.zero_grad()
        logits = model(tx[indices])
        loss = criterion(logits, ty[indices])
        loss.backward()
        losses.append(loss.item())
        if first is None:
            first = {"logits": short(logits.tolist()), "probabilities": short(F.softmax(logits, 1).tolist()),
                     "gradients": gradients(linears)}
        optimiser.step()
    model.eval()
    with torch.no_grad():
        out = model(tx)
        expect = {"first": first, "batch_loss": short(losses), "final": parameters(linears),
                  "final_logits": short(out.tolist()), "final_loss": criterion(out, ty).item(),
                  "final_classes": out.argmax(1).tolist(),
                  "final_accuracy": (out.argmax(1) == ty).double().mean().item()}
    return {"label": label, "sizes": sizes, "activation": act, "batch_norm": bn,
            "optimiser": {"name": opt, "params": opt_params}, "init": init,
            "x": X.tolist(), "y": y.tolist(), "batches": batches, "expect": expect}


def networks(rng):
    cases = []
    for label, opt, kw in [
        ("sgd", "sgd", {"lr": 0.1}),
        ("momentum", "sgd", {"lr": 0.05, "momentum": 0.9}),
        ("nesterov", "sgd", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
        ("weight_decay", "sgd", {"lr": 0.1, "weight_decay": 0.01}),
        ("adam", "adam", {"lr": 0.01}),
        ("adamw", "adamw", {"lr": 0.01, "weight_decay": 0.1}),
        ("rmsprop", "rmsprop", {"lr": 0.005}),
        ("adagrad", "adagrad", {"lr": 0.05}),
    ]:
        cases.append(case(f"3 classes, {label}", [2, 8, 6, 3], "Tanh", opt, kw, rng))
    cases.append(case("10 classes", [2, 12, 10], "ReLU", "sgd", {"lr": 0.1}, rng))
    cases.append(case("10 classes, adam", [2, 12, 9, 10], "GELU", "adam", {"lr": 0.01}, rng))
    cases.append(case("64 inputs, 10 classes", [64, 12, 10], "ReLU", "sgd", {"lr": 0.05}, rng))
    cases.append(case("64 inputs, 10 classes, adam", [64, 9, 7, 10], "Tanh", "adam", {"lr": 0.005}, rng))
    cases.append(case("5 inputs, 4 classes", [5, 7, 4], "SiLU", "sgd", {"lr": 0.1}, rng))
    cases.append(case("2 classes, 2 logits", [3, 6, 2], "ReLU", "sgd", {"lr": 0.1}, rng))
    cases.append(case("no hidden layer", [6, 3], "ReLU", "sgd", {"lr": 0.1}, rng))
    cases.append(case("large logits", [2, 8, 5], "Tanh", "sgd", {"lr": 0.01}, rng, scale=30.0))
    cases.append(case("batch norm, 3 classes", [4, 8, 3], "ReLU", "sgd", {"lr": 0.1}, rng, bn=True, n=32))
    return cases


def losses(rng):
    """Loss and gradient of single samples in float32."""
    rows = [
        [0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [-1.0, 0.0, 1.0, 0.5], [1e4, -1e4, 0.0], [3e38, -3e38, 0.0], [88.0, 89.0, 90.0],
        [-200.0, -201.0, -202.5], [1e-30, 0.0, -1e-30], [-float("inf"), 0.0, 1.0], [float("inf"), 0.0, 1.0],
        [float("nan"), 0.0, 1.0],
    ]
    rows += [f32(rng.normal(0, scale, 10)).tolist() for scale in (0.1, 1.0, 5.0, 40.0)]
    cases = []
    for row in rows:
        for y in sorted({0, 1, len(row) - 1}):
            z = torch.tensor([row], dtype=torch.float32, requires_grad=True)
            loss = F.cross_entropy(z, torch.tensor([y]))
            loss.backward()
            cases.append({"logits": [num(v) for v in row], "y": y, "loss": num(loss.item()),
                          "gradient": [num(v) for v in z.grad[0].tolist()]})
    return cases


def argmax():
    """The answer where logits are equal or not finite."""
    inf, nan = float("inf"), float("nan")
    rows = [[0.0, 0.0, 0.0], [1.0, 2.0, 2.0], [2.0, 1.0, 2.0], [-0.0, 0.0], [0.0, -0.0], [nan, 1.0, 2.0], [1.0, nan, nan],
            [inf, 1.0, inf], [-inf, -inf], [1.0, inf, nan], [-1.0] * 10, [-1.0] * 5 + [3.0] * 5]
    return [{"logits": [num(v) for v in row], "class": torch.tensor([row]).argmax(1).item()} for row in rows]


def main():
    rng = np.random.default_rng(SEED)
    doc = {"meta": {"torch": torch.__version__.split("+")[0], "seed": SEED},
           "networks": networks(rng), "losses": losses(rng), "argmax": argmax()}
    (HERE / "classes.json").write_text(json.dumps(doc, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
