"""The convention page: each translation holds for other sizes too, and a wrong one is caught."""

from importlib.util import find_spec

import numpy as np
import pytest

from nnlib import Network
from tools.notebook import ROOT, read

PAGE = read(ROOT / "notebooks" / "appendix_errata.ipynb")
CELLS = {cell.id: cell.source for cell in PAGE.cells if cell.cell_type == "code"}
TRANSLATIONS = [cell.id for cell in PAGE.cells if "convention" in cell.metadata.get("tags", [])]
SIZES, DATA = "[3, 5, 4, 2]", "rng.normal(size=(6, 3)), rng.normal(size=(6, 2))"


def run(name, source=None, sizes=SIZES):
    """Run one translation of the page, or `source` in its place, on networks of these sizes."""
    n_0, n_1, n_2, n_3 = eval(sizes)
    setup = CELLS["imports"] + "\n" + CELLS["setup"].replace(SIZES, sizes)
    data = f"rng.normal(size=(6, {n_0})), rng.normal(size=(6, {n_3}))"
    setup = setup.replace(DATA, data)
    source = (source or CELLS[name]).replace("[3, 5, 2]", f"[{n_0}, {n_1}, {n_3}]")
    scope = {}
    exec(setup, scope)
    if name == "edge":
        exec('net, grads = course("relu", "relu", "identity")', scope)
    exec(source, scope)


def test_the_page_has_every_translation():
    books = ["edge", "nielsen", "cs231n", "d2l-rows", "d2l-columns"]
    assert [*books, "pytorch", "pytorch-classes"] == TRANSLATIONS
    assert SIZES in CELLS["setup"] and DATA in CELLS["setup"]


@pytest.mark.parametrize("sizes", [SIZES, "[2, 4, 3, 5]", "[4, 3, 6, 5]"])
@pytest.mark.parametrize("name", TRANSLATIONS)
def test_the_translation_holds(name, sizes, capsys):
    run(name, sizes=sizes)
    assert capsys.readouterr().out.startswith("✓")


WRONG = [
    ("edge", "W2[1 - 1, 3 - 1]", "W2[1 - 1, 2 - 1]"),
    ("edge", "weight[3 - 1, 1 - 1]", "weight[1 - 1, 3 - 1]"),
    ("nielsen", "w[l + 1].T @ delta[l + 1]", "w[l].T @ delta[l + 1]"),
    ("nielsen", "* sigma_prime(z[l])", "* sigma_prime(a[l])"),
    ("nielsen", "* sigma_prime(z[4])", ""),
    ("nielsen", "delta[l] @ a[l - 1].T", "delta[l] @ a[l].T"),
    ("nielsen", "delta[l] @ a[l - 1].T", "a[l - 1] @ delta[l].T"),
    ("cs231n", "/ len(X)\n", "\n"),
    ("cs231n", "(scores - y)", "2 * (scores - y)"),
    ("cs231n", "dhidden[hidden <= 0] = 0", "pass"),
    ("cs231n", "np.dot(dscores, W3.T)", "np.dot(dscores, W3)"),
    ("cs231n", "agree(grads.z[1] / len(X), dhidden)", "agree(grads.z[1], dhidden)"),
    ("d2l-rows", "X @ W1 + b1", "X @ W1"),
    ("d2l-rows", "[:, 1:].T for", "[:, 1:] for"),
    ("d2l-columns", "* (1 - h**2)", ""),
    ("d2l-columns", "dJ_do @ h.T", "h @ dJ_do.T"),
    ("pytorch", "factor = 2 / y.shape[1]", "factor = 1"),
    ("pytorch", "factor = 2 / y.shape[1]", "factor = 2"),
    ("pytorch", "weight[layer].T", "weight[layer]"),
    ("pytorch-classes", "cross_entropy_loss(state.z[2])", "cross_entropy_loss(state.h[2])"),
    ("pytorch-classes", ".mean()", ".sum()"),
    ("pytorch-classes", "return -log_p", "return log_p"),
]


@pytest.mark.parametrize(("name", "right", "wrong"), WRONG)
def test_a_wrong_translation_is_caught(name, right, wrong):
    assert right in CELLS[name]
    with pytest.raises((AssertionError, ValueError, IndexError)):
        run(name, CELLS[name].replace(right, wrong), sizes="[2, 4, 3, 5]")


def test_every_translation_was_seen_to_catch():
    assert {name for name, *_ in WRONG} == set(TRANSLATIONS)


# The course does not need PyTorch; where the bench extra has installed it, it is asked too.
if find_spec("torch"):

    def test_the_page_agrees_with_the_real_pytorch():
        """Only where torch happens to be installed: the course does not need it."""
        import torch

        net = Network([3, 5, 4, 2], ["tanh", "tanh", "identity"], biases=True, seed=1)
        rng = np.random.default_rng(0)
        X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
        grads = net.backward(net.forward(X), y)
        layers = [torch.nn.Linear(a, b, dtype=torch.double) for a, b in ((3, 5), (5, 4), (4, 2))]
        for k, layer in enumerate(layers, start=1):
            assert layer.weight.shape == net.W[k][:, 1:].shape
            layer.weight.data = torch.tensor(net.W[k][:, 1:])
            layer.bias.data = torch.tensor(net.W[k][:, 0])
        tanh = torch.nn.Tanh()
        out = torch.nn.Sequential(layers[0], tanh, layers[1], tanh, layers[2])(torch.tensor(X))
        np.testing.assert_allclose(out.detach().numpy(), net.predict(X), rtol=1e-12)
        loss = torch.nn.MSELoss()(out, torch.tensor(y))
        loss.backward()
        np.testing.assert_allclose(loss.item(), 2 / 2 * net.loss(X, y), rtol=1e-12)
        for k, layer in enumerate(layers, start=1):
            np.testing.assert_allclose(layer.weight.grad.numpy(), grads.W[k][:, 1:], rtol=1e-10)
            np.testing.assert_allclose(layer.bias.grad.numpy(), grads.W[k][:, 0], rtol=1e-10)

    def test_crossentropyloss_of_the_real_pytorch_takes_z():
        import torch

        rng = np.random.default_rng(2)
        X, classes = rng.normal(size=(5, 3)), rng.integers(4, size=5)
        net = Network([3, 4], ["softmax"], biases=True)
        z, ours = torch.tensor(net.forward(X).z[1]), net.loss(X, classes, "cross-entropy")
        theirs = torch.nn.CrossEntropyLoss()(z, torch.tensor(classes))
        np.testing.assert_allclose(theirs.item(), ours, rtol=1e-12)

    @pytest.mark.parametrize("outputs", [1, 3])
    def test_mseloss_of_the_real_pytorch_is_ours_times_two_over_the_outputs(outputs):
        import torch

        rng = np.random.default_rng(1)
        X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, outputs))
        net = Network([3, outputs], "identity")
        weight = torch.tensor(net.W[1], requires_grad=True)
        torch.nn.MSELoss()(torch.tensor(X) @ weight.T, torch.tensor(y)).backward()
        ours = net.backward(net.forward(X), y).W[1]
        np.testing.assert_allclose(weight.grad.numpy(), 2 / outputs * ours, rtol=1e-12)
