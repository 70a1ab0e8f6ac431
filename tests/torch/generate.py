"""What PyTorch prints, raises and takes as defaults, for tests/console_as_torch.rs. Usage: python generate.py > console.json"""

import inspect
import json
import random
import struct
import sys

import torch
from torch import nn

rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 14)


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def number():
    kind = rng.randrange(9)
    if kind == 0:
        return float(rng.randint(-12, 12))
    if kind == 1:
        return single(rng.gauss(0, 1))
    if kind == 2:
        return single(rng.gauss(0, 1) * 10 ** rng.uniform(-44, 38))
    if kind == 3:
        return rng.choice([0.0, -0.0, float("nan"), float("inf"), -float("inf"), 1e-40, -1e-45, 3.4e38])
    if kind == 4:
        return rng.randint(-2000, 2000) / 32
    if kind == 5:
        return single(rng.uniform(-1000, 1000))
    if kind == 6:
        return float(rng.randint(-(10**9), 10**9))
    return rng.choice([0.5, -0.25, 1.0, 100.0, 1000.5, 0.03125, 2.5])


def nested(shape, draw):
    return draw() if not shape else [nested(shape[1:], draw) for _ in range(shape[0])]


def prints():
    cases = [[-2.0, -0.5, 0.0, 3.0], [0.0, 0.0, 3.0], [-1.0, 10.0], [[1, 2.5], [3, 4]], [1, 1e-5], [float("nan"), float("inf"), 1.0],
             [-0.0, 1.0], [1000.5, 0.5], [100.5, 0.5], [0.5] * 12, 3.0, -0.5, 1e-9, float("nan"), -0.0, [], [[], []], [[[]]],
             [[[1, 2], [3, 4]], [[5, 6], [7, 8.5]]], [0.0, -0.0], [float("nan")], [1e8, 1.0], [100000001.0], [1001.0, 1.0], [1000.0, 1.0],
             [1e-4, 0.5], [9e-5], [0.03125, 0.09375, 0.15625], [1e-45, -1e-40], [[0.5] * 30] * 2, [[[[1.0]]]], [-1e-44], [99999.99],
             [float(i) for i in range(1000)], [float(i) for i in range(1001)], [i / 8 for i in range(1500)],
             [[i + j / 4 for j in range(40)] for i in range(30)], [[i * 1.5 + j for j in range(300)] for i in range(4)],
             [[[i + j * k for k in range(12)] for j in range(11)] for i in range(9)]]
    for shape in [(), (1,), (2,), (3,), (7,), (15,), (40,), (2, 3), (3, 1), (4, 20), (2, 2, 2), (1, 3, 4), (2, 1, 2, 2), (5, 5)]:
        for _ in range(12):
            cases.append(nested(shape, number))
        cases.append(nested(shape, lambda: float(rng.randint(-20, 20))))
        cases.append(nested(shape, lambda: single(rng.gauss(0, 3))))
    return [{"text": str(case), "printed": str(torch.tensor(case, dtype=torch.float32))} for case in cases]


MODULES = {
    "ReLU": {}, "LeakyReLU": {}, "ELU": {}, "GELU": {"approximate": "none"}, "SiLU": {}, "Tanh": {}, "Sigmoid": {}, "Identity": {},
    "ReLU6": {}, "PReLU": {}, "CELU": {}, "SELU": {}, "Mish": {}, "Softplus": {}, "LogSigmoid": {}, "Hardtanh": {}, "Hardsigmoid": {},
    "Hardswish": {}, "Softsign": {}, "Tanhshrink": {}, "Softshrink": {}, "Hardshrink": {},
}


def message(run):
    try:
        run()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def module(name):
    """Defaults, whether it takes inplace, what happens to a leaf, and each special number by itself: as in short tensors."""
    make = getattr(nn, name)
    signature = inspect.signature(make).parameters
    row = {"name": name, "defaults": {k: p.default for k, p in signature.items() if isinstance(p.default, (int, float, str))}}
    row["defaults"].pop("inplace", None)
    row["inplace"] = "inplace" in signature
    if row["inplace"]:
        row["leaf"] = message(lambda: make(inplace=True)(torch.tensor([-1.0, 2.0], requires_grad=True)))
    row["special"] = []
    for x in [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e-40, -1e-40, 3.4e38, -3.4e38, 1e20, -1e20, -100.0, 100.0]:
        h = torch.tensor(x, requires_grad=True)
        y = make()(h)
        y.backward()
        row["special"].append([str(x), str(y.item()), str(h.grad.item())])
    row["integers"] = message(lambda: make()(torch.tensor([-2, 0, 3])))
    row["booleans"] = message(lambda: make()(torch.tensor([True, False])))
    row["kinks"] = []
    for x in [-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0, 20.0]:
        h = torch.tensor(x, requires_grad=True)
        make()(h).backward()
        row["kinks"].append([x, h.grad.item()])
    return row


def digits_lost(f):
    """The places next to 0 on either side where float32 gives a value or a gradient that is off by more than 1 %, up to 16."""
    places = []
    for i in range(-16 * 64, 16 * 64 + 1):
        x = i / 64
        pairs = []
        for dtype in (torch.float32, torch.float64):
            h = torch.tensor(x, dtype=dtype, requires_grad=True)
            y = f(h)
            y.backward()
            pairs.append((y.item(), h.grad.item()))
        (y, g), (true_y, true_g) = pairs
        if any(b != 0 and abs(a - b) > 0.01 * abs(b) for a, b in [(y, true_y), (g, true_g)]):
            places.append(x)
    return [max((x for x in places if x < 0), default=None), min((x for x in places if x > 0), default=None)]


def after_a_sigmoid():
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = torch.relu_(torch.sigmoid(x))
    y.sum().backward()


def residual(relu):
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    h = x * 1
    y = h + relu(h)
    y.sum().backward()
    return [y.tolist(), x.grad.tolist()]


print(json.dumps({
    "torch": torch.__version__.split("+")[0],
    "prints": prints(),
    "modules": [module(name) for name in MODULES],
    "integers_have_no_gradient": message(lambda: torch.tensor([1, 2], requires_grad=True)),
    "classes": sorted(nn.modules.activation.__all__),
    "modified": message(after_a_sigmoid),
    "residual": [residual(torch.relu), residual(torch.relu_)],
    "digits_lost": {name: digits_lost(f) for name, f in [
        ("gelu", nn.GELU()), ("gelu_tanh", nn.GELU("tanh")), ("tanhshrink", nn.Tanhshrink()), ("silu", nn.SiLU()), ("mish", nn.Mish()),
        ("softplus", nn.Softplus()), ("log_sigmoid", nn.LogSigmoid()), ("elu", nn.ELU()), ("selu", nn.SELU()), ("celu", nn.CELU()),
        ("sigmoid", nn.Sigmoid()), ("tanh", nn.Tanh()), ("softsign", nn.Softsign())]},
}, indent=0))
