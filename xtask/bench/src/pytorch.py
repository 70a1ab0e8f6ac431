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
    widths = [2, *job["hidden"], 1]
    function = {"relu": nn.ReLU, "tanh": nn.Tanh}[job["activation"]]
    layers = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        layers += [nn.Linear(fan_in, fan_out), function()]
        # The start of the other contenders; its own would leave ten layers with nothing to learn from.
        nn.init.kaiming_normal_(layers[-2].weight, nonlinearity=job["activation"])
        nn.init.zeros_(layers[-2].bias)
    net = nn.Sequential(*layers[:-1])
    x = torch.tensor([job["x1"], job["x2"]]).T.contiguous()
    y = torch.tensor(job["y"], dtype=torch.float32)[:, None]
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=job["lr"])

    def full_loss():
        with torch.no_grad():
            return criterion(net(x), y).item()

    first_loss = full_loss()
    samples, limit = 0, job["millis"] / 1000
    start = now = time.perf_counter()
    while now - start < limit:
        for indices in torch.randperm(len(y)).split(job["batch"]):
            optimizer.zero_grad()
            criterion(net(x[indices]), y[indices]).backward()
            optimizer.step()
            samples += len(indices)
            now = time.perf_counter()
            if now - start >= limit:
                break
    result = {"samples": samples, "milliseconds": (now - start) * 1000, "first_loss": first_loss, "last_loss": full_loss()}
    print(json.dumps(result), flush=True)
