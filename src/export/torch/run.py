"""An experiment of ReLU Lab, repeated in PyTorch: the same network, the same first weights, the same mini-batches.

It prints the losses of the lab and of PyTorch side by side, and says whether they agree.

    pip install torch safetensors
    python run.py

In the lab: {{link}}
"""

import csv
import pathlib
import sys

import torch
from safetensors.torch import load_file
from torch import nn

HERE = pathlib.Path(__file__).parent
torch.set_num_threads(1)  # a small network trains faster on one thread than on several


# ---- The experiment ----

{{function}}def network():
    return nn.Sequential(
{{modules}}
    )


def optimizer_for(model):
    return {{optimizer}}


loss_function = {{loss}}
BATCH_SIZE = {{batch}}  # {{batches}}

# X: one row per point; columns: {{columns}}. y: {{target}}.
# train, test: which rows are training set and test set. order: the training rows as they were shuffled for each epoch.
# batch_loss: the loss of the mini-batch of each step, in the lab.
data = load_file(HERE / "data.safetensors")
# The first weights{{init}}.
start = load_file(HERE / "start.safetensors")
# The weights of the lab after {{early_steps}} of its steps, and as they are now, after {{now_steps}}.
early = load_file(HERE / "early.safetensors")
now = load_file(HERE / "now.safetensors")
# The losses of the lab at the ends of its epochs.
with open(HERE / "curves.csv", newline="") as file:
    curves = {int(row["epoch"]): (float(row["train_loss"]), float(row["test_loss"])) for row in csv.DictReader(file)}


# ---- Training ----


def training(dtype):
    """Trains with numbers of this type. Gives, before the first step and after each one, the model and the step's loss."""
    model = network().to(dtype)
    model.load_state_dict(start)
    optimizer = optimizer_for(model)
    X, y = inputs_and_targets(dtype)
    yield model, None
    for order in data["order"].long():
        for rows in order.split(BATCH_SIZE):
            model.train()
            optimizer.zero_grad()
            loss = loss_function(model(X[rows]), y[rows])
            loss.backward()
{{gradients}}            optimizer.step()
            yield model, loss.item()


def inputs_and_targets(dtype):
    y = data["y"]  # numbers of classes are whole numbers and stay so
    return data["X"].to(dtype), y.to(dtype) if y.is_floating_point() else y


def losses(model):
    """The loss over the whole training set and over the whole test set, of the network in use: model.eval()."""
    model.eval()
    X, y = inputs_and_targets(next(model.parameters()).dtype)
    with torch.no_grad():
        return [loss_function(model(X[rows]), y[rows]).item() for rows in (data["train"], data["test"])]


def loaded(weights, dtype):
    model = network().to(dtype)
    model.load_state_dict(weights)
    return model


# ---- Comparison with the lab ----
#
# Both compute in float32, with seven digits. Each operation rounds the last one, and PyTorch adds its sums up in another
# order than the lab. How far that alone leads two runs apart depends on the experiment. So PyTorch trains a second time
# in float64, with 16 digits: the distance of its own two runs so far is called `rounding`.
#
# Where the input of a unit is 0 but for rounding, one program may take the one side of a kink and the other the other;
# the sign of a weight in an L1 penalty is such a place, too. That is one jump of one gradient, seldom in the first steps,
# likely in thousands. So the first EARLY_STEPS are compared strictly, with all weights; after them only the losses of
# whole epochs, loosely.
BASE = 1e-5  # allowed in the first steps, times the number, or times 1 if that is more: a hundred roundings of float32
LATER = 1e-2  # allowed after them
FACTOR = 100  # allowed besides, times `rounding`: that is one draw of an error which can grow from step to step
# Where rounding alone moves a number by more than LIMIT (times the number, or times 1), a difference says nothing any
# more. From there on numbers are shown, not compared.
LIMIT = 1e-5

STEPS = {{steps}}  # that are repeated here{{why_steps}}
STEPS_PER_EPOCH = {{steps_per_epoch}}
EARLY_STEPS = {{early_steps}}
NOW_STEPS = {{now_steps}}
{{compares_epochs}}
IS_NOW_REPEATED = {{is_now_repeated}}  # whether the last of the steps here leads to now.safetensors
NOW_LOSSES = [{{now_losses}}]  # over training set and test set
FINGERPRINTS = {
    "start.safetensors": "{{start_fingerprint}}",
    "early.safetensors": "{{early_fingerprint}}",
    "now.safetensors": "{{now_fingerprint}}",
}

found = []  # what rounding does not explain: (step, sentence)
largest = {}  # the largest difference of each kind: (difference, where, what was allowed there)
rounding = {}  # of each kind, so far
blurred = {}  # of each kind: where rounding first came above LIMIT


def compare(kind, where, step, lab, here, distance, base=None):
    """Compares a number of the lab with that of PyTorch's float32, which is so far from that of its float64."""
    base = base or (BASE if step <= EARLY_STEPS else LATER)
    rounding[kind] = max(rounding.get(kind, 0), distance)
    size = max(1, abs(lab))
    if kind in blurred or rounding[kind] > LIMIT * size:
        blurred.setdefault(kind, where)
        return False
    difference = 0 if lab == here else abs(lab - here)
    allowed = base * size + FACTOR * rounding[kind]
    if kind not in largest or not difference <= largest[kind][0]:
        largest[kind] = (difference, where, allowed)
    if not difference <= allowed:  # unlike `difference > allowed` this is true for NaN
        found.append((step, f"{kind}, {where}: {lab:.9g} in the lab, {here:.9g} in PyTorch; {allowed:.1g} is allowed"))
    return True


def compare_losses(name, where, step, lab, single, double, base=None):
    pairs = zip(("training", "test"), lab, losses(single), losses(double))
    return all([compare(f"{kind} loss{name}", where, step, a, b, abs(b - c), base) for kind, a, b, c in pairs])


def differences(lab, model):
    """Of each tensor of weights the number that differs most: its place, and what it is in the lab and here."""
    # Batch norm subtracts the mean and so the bias of the layer before it. The gradient of that bias is rounding and
    # nothing else, which some optimizers blow up to whole steps. It is not compared, nor are means with that bias in them.
    idle = {f"{i}.bias" for i, after in enumerate(model[1:]) if isinstance(after, nn.BatchNorm1d)}
    here = model.state_dict()
    for name in here:
        if name not in idle and not name.endswith(("running_mean", "num_batches_tracked")):
            distance = (lab[name] - here[name]).abs().nan_to_num(nan=torch.inf)
            place = [index.item() for index in torch.unravel_index(distance.argmax(), distance.shape)]
            yield f"{name}{place}", lab[name][tuple(place)].item(), here[name][tuple(place)].item()


def compare_weights(kind, step, lab, single, double):
    distance = max(abs(a - b) for _, a, b in differences(double.state_dict(), single))
    for where, a, b in differences(lab, single):
        compare(kind, where, step, a, b, distance)


def check_fingerprint(file, step, weights):
    """The fingerprint that the lab shows: 64-bit FNV-1a over the bytes of all weights."""
    value = 0xCBF29CE484222325
    for parameter in loaded(weights, torch.float32).parameters():
        for byte in parameter.detach().flatten().view(torch.uint8).tolist():
            value = (value ^ byte) * 0x100000001B3 % 2**64
    if f"{value:016x}" != FINGERPRINTS[file]:
        found.append((step, f"{file}: the weights are not those of the lab, whose fingerprint is {FINGERPRINTS[file]}"))


def main():
{{note}}    print(f"{'epoch':>6}  {'training loss: lab':>20}  {'PyTorch':>14}  {'test loss: lab':>14}  {'PyTorch':>14}")
    check_fingerprint("start.safetensors", 0, start)
    epochs = STEPS // STEPS_PER_EPOCH
    last = max((epoch for epoch in curves if epoch <= epochs), default=0)
    batches = []  # of the running epoch: the loss of each mini-batch, in the lab, in float32, in float64
    shown = {0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, last}
    for step, ((single, loss), (double, exact)) in enumerate(zip(training(torch.float32), training(torch.float64))):
        epoch = step // STEPS_PER_EPOCH
        if step > 0:
            batches.append((data["batch_loss"][step - 1].item(), loss, exact))
        if 0 < step <= EARLY_STEPS:
            lab = batches[-1][0]
            compare("loss of a mini-batch", f"step {step}", step, lab, loss, abs(loss - exact))
        if batches and step % STEPS_PER_EPOCH == 0:
            lab, mean, exact = (sum(column) / len(batches) for column in zip(*batches))
            compare("mean over the mini-batches of an epoch", f"epoch {epoch}", step, lab, mean, abs(mean - exact))
            batches.clear()
        if step % STEPS_PER_EPOCH == 0 and epoch in curves:
            is_compared = COMPARES_EPOCHS and compare_losses("", f"epoch {epoch}", step, curves[epoch], single, double)
            if epoch in shown:
                train, test = losses(single)
                mark = "" if is_compared else "  not compared"
                print(f"{epoch:>6}  {curves[epoch][0]:>20.7f}  {train:>14.7f}  {curves[epoch][1]:>14.7f}  {test:>14.7f}{mark}")
        if step == EARLY_STEPS:
            compare_weights(f"weights after {EARLY_STEPS} steps", step, early, single, double)
        if step == STEPS:
            place, a, b = max(differences(now, single), key=lambda numbers: abs(numbers[1] - numbers[2]))
            break
    else:
        sys.exit(f"differs: data.safetensors has fewer than {STEPS} steps")
    check_fingerprint("early.safetensors", EARLY_STEPS, early)
    check_fingerprint("now.safetensors", NOW_STEPS, now)
    # The same weights, nothing trained: that is compared strictly however many steps there were.
    models = (loaded(now, dtype) for dtype in (torch.float32, torch.float64))
    compare_losses(" of now.safetensors", f"step {NOW_STEPS}", NOW_STEPS, NOW_LOSSES, *models, base=BASE)

    print("\nlargest differences")
    for kind, (difference, where, allowed) in largest.items():
        print(f"  {kind}: {difference:.1e} ({where}); {allowed:.1e} is allowed there")
    if IS_NOW_REPEATED:
        print(f"  weights after {NOW_STEPS} steps: {abs(a - b):.1e} ({place})")
    if not COMPARES_EPOCHS:
        print("  training loss, test loss: not compared, the biases before a batch norm wander (see COMPARES_EPOCHS)")
    for kind, where in blurred.items():
        print(f"  {kind}: not compared from {where} on, rounding alone moves it by more than {LIMIT:g}")
    if found:
        step, sentence = min(found, key=lambda difference: difference[0])
        print(f"differs, first at step {step}: {sentence}")
        sys.exit(1)
    print("agrees as far as rounding lets one compare" if blurred else "agrees")


if __name__ == "__main__":
    main()
