"""The same work by PyTorch, natively, in one thread. A line of JSON comes in, a line goes out, until there are no more."""
import json
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    job = json.loads(line)
    classes, start = job["classes"], job["start"]
    widths = [len(job["x"]), *job["hidden"], classes or 1]
    function = {"relu": nn.ReLU, "tanh": nn.Tanh}[job["activation"]]
    layers = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        layers += [nn.Linear(fan_in, fan_out), function()]
        # The start of the other contenders; its own would leave ten layers with nothing to learn from.
        nn.init.kaiming_normal_(layers[-2].weight, nonlinearity=job["activation"])
        nn.init.zeros_(layers[-2].bias)
    net = nn.Sequential(*layers[:-1])
    x = torch.tensor(job["x"]).T.contiguous()
    y = torch.tensor(job["y"], dtype=torch.long) if classes else torch.tensor(job["y"], dtype=torch.float32)[:, None]
    criterion = nn.CrossEntropyLoss() if classes else nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=job["lr"])

    def step(indices):
        optimizer.zero_grad()
        criterion(net(x[indices]), y[indices]).backward()
        optimizer.step()

    def full_loss():
        with torch.no_grad():
            return criterion(net(x), y).item()

    # From our first weights in our order it comes to our loss.
    drawn = [parameter.detach().clone() for parameter in net.parameters()]
    with torch.no_grad():
        for linear, weight, bias in zip(net[::2], start["weights"], start["biases"]):
            linear.weight.copy_(torch.tensor(weight).reshape(linear.weight.shape))
            linear.bias.copy_(torch.tensor(bias))
    for indices in torch.tensor(start["order"]).split(job["batch"]):
        step(indices)
    agreement_loss = full_loss()
    with torch.no_grad():
        for parameter, value in zip(net.parameters(), drawn):
            parameter.copy_(value)

    first_loss = full_loss()
    samples, limit = 0, job["millis"] / 1000
    begin = now = time.perf_counter()
    while now - begin < limit:
        for indices in torch.randperm(len(y)).split(job["batch"]):
            step(indices)
            samples += len(indices)
            now = time.perf_counter()
            if now - begin >= limit:
                break
    result = {"samples": samples, "milliseconds": (now - begin) * 1000, "first_loss": first_loss, "last_loss": full_loss(), "agreement_loss": agreement_loss}
    print(json.dumps(result), flush=True)
