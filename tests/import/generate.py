"""Makes the files of this folder, as somebody who trains in PyTorch makes them, and prints what `tests/import.rs` expects.

    python tests/import/generate.py
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch import nn

HERE = pathlib.Path(__file__).parent


def save(name, model):
    save_file(model.state_dict(), HERE / f"{name}.safetensors")


def train(model, steps=300):
    """Points of a disc and of the ring around it."""
    x = 2 * torch.rand(400, 2) - 1
    radius = x.norm(dim=1, keepdim=True)
    x, y = x[(radius < 0.5).flatten() | (radius > 0.7).flatten()], None
    y = (x.norm(dim=1, keepdim=True) < 0.6).float()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.BCEWithLogitsLoss()(model(x), y).backward()
        optimizer.step()


torch.manual_seed(1)


class Mlp(nn.Module):
    """Eleven modules, so that `layers.10` comes after `layers.2`: three of them have weights."""

    def __init__(self):
        super().__init__()
        tanh = [nn.Tanh() if place in (3, 9) else nn.Identity() for place in range(11)]
        self.layers = nn.Sequential(*tanh)
        self.layers[2] = nn.Linear(2, 6)
        self.layers[8] = nn.Linear(6, 5)
        self.layers[10] = nn.Linear(5, 1)

    def forward(self, x):
        return self.layers(x)


mlp = Mlp()
train(mlp)
save("mlp", mlp)
with torch.no_grad():
    points = torch.tensor([[0.0, 0.0], [0.5, -0.25], [-0.75, 1.0]])
    print("logits of mlp:", [f"{logit:.9g}" for logit in mlp(points).flatten().tolist()])

save("three_inputs", nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)))
save("convolution", nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10)))
save("without_bias", nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3, bias=False), nn.ReLU(), nn.Linear(3, 1)))
