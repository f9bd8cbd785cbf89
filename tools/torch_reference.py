"""Store PyTorch's gradients of 300 random networks, which the tests compare with nnlib's.

    python -m tools.torch_reference

Needs PyTorch (`pip install -e .[bench]`). The networks follow from their number alone, so that no
test needs PyTorch. With biases, several outputs, softmax and mini-batches; float64.
"""

from typing import NamedTuple

import numpy as np

from nnlib import Network
from tools.notebook import ROOT

STORE = ROOT / "tests" / "data" / "torch_gradients.npz"
CASES = 300
HIDDEN = ("tanh", "sigmoid", "relu", "softplus", "identity")
LAST = (
    ("identity", "squared"),
    ("tanh", "squared"),
    ("sigmoid", "log"),
    ("softmax", "cross-entropy"),
)


class Case(NamedTuple):
    """A network, a mini-batch with its labels, and the loss's name."""

    net: Network
    X: np.ndarray
    y: np.ndarray
    loss: str


def case(number):
    """The random network of this number: unequal sizes, layers of one node among them."""
    rng = np.random.default_rng(number)
    last, loss = LAST[number % len(LAST)]
    sizes = rng.integers(1, 6, size=rng.integers(2, 6)).tolist()
    sizes[-1] += last == "softmax"
    g = [*rng.choice(HIDDEN, size=len(sizes) - 2).tolist(), last]
    net = Network(sizes, g, biases=bool(rng.integers(2)), seed=number)
    data, batch = (
        rng.normal(size=(20, sizes[0])),
        rng.choice(20, size=rng.integers(1, 9), replace=False),
    )
    if loss == "cross-entropy":
        labels = rng.integers(sizes[-1], size=20)
    elif loss == "log":
        labels = rng.integers(2, size=(20, sizes[-1])).astype(float)
    else:
        labels = rng.normal(size=(20, sizes[-1]))
    return Case(net, data[batch], labels[batch], loss)


def torch_gradients(case):
    """∂J/∂W^(k) for every layer, by PyTorch."""
    import torch

    functions = {
        "tanh": torch.tanh, "sigmoid": torch.sigmoid, "relu": torch.relu,
        "softplus": torch.nn.functional.softplus, "identity": lambda z: z,
    }  # fmt: skip
    W = {k: torch.tensor(array, requires_grad=True) for k, array in case.net.W.items()}
    h = torch.tensor(case.X)
    for k, g in case.net.g.items():
        if case.net.biases:
            h = torch.cat([torch.ones(len(h), 1, dtype=h.dtype), h], dim=1)
        z = h @ W[k].T
        h = functions[g.name](z) if g.name in functions else z
    y = torch.tensor(case.y)
    if case.loss == "cross-entropy":
        J = torch.nn.CrossEntropyLoss()(z, y)  # takes z, not p
    elif case.loss == "log":
        J = torch.nn.BCEWithLogitsLoss(reduction="none")(z, y).sum(dim=1).mean()
    else:
        J = (0.5 * (h - y) ** 2).sum(dim=1).mean()
    J.backward()
    return {k: array.grad.numpy() for k, array in W.items()}


def main():
    import torch

    stored = {
        f"{number}/{k}": gradient
        for number in range(CASES)
        for k, gradient in torch_gradients(case(number)).items()
    }
    STORE.parent.mkdir(exist_ok=True)
    np.savez_compressed(STORE, made_with=f"PyTorch {torch.__version__}", **stored)
    print(f"{STORE.name}: {CASES} networks, PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
