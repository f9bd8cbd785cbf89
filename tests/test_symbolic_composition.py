"""What `composed` writes out has the value that a forward pass in plain Python has."""

import re

import pytest
from symbolic_oracle import Net
from sympy import Add, Integer, Sum, Symbol

from nnlib.symbolic import (
    Loss,
    NoSuchNode,
    Undecided,
    W,
    composed,
    composition,
    d,
    g,
    h,
    i,
    j,
    k,
    n,
    weights,
    x,
    z,
    z_out,
)
from nnlib.symbolic.symbols import layer, node


def worst_composition(sizes):
    """The largest relative error of `composed` against the oracle: z, h, Loss and d(f, v)."""
    net, worst = Net(sizes, seed=7), 0.0
    layers = range(1, len(sizes))
    inputs = [x[a] for a in range(1, sizes[0] + 1)]
    nodes = [f(K)[a] for K in layers for a in range(1, sizes[K] + 1) for f in (z, h)]
    tops = [Loss, z(len(sizes) - 1)[1], h(len(sizes) - 2)[sizes[-2]]]
    slopes = [d(f, v) for f in tops for v in [*inputs, *nodes, *weights(sizes)]]
    slopes += [d(h(1)[1], v) for v in nodes] + [d(nodes[0], g(nodes[0]))]
    for e in [Loss, *nodes, *slopes]:
        ours, wanted = net.value(composed(e, sizes), {}), net.value(e, {})
        worst = max(worst, abs(ours - wanted) / max(abs(ours), abs(wanted), 1e-30))
    return worst


@pytest.mark.parametrize("sizes", [(3, 1), (3, 2, 1), (1, 3, 2, 1), (2, 1, 3, 2, 1)], ids=str)
def test_what_is_written_out_is_what_a_forward_pass_computes(sizes):
    assert worst_composition(sizes) < 1e-11


def test_sums_are_written_out_too():
    line = Sum(W(1)[2, j] * x[j], (j, 1, n(0)))
    assert composed(line, [3, 2, 1]) == composed(z(1)[2], [3, 2, 1])
    assert composed(z_out, [3, 2, 1]) == composed(z(2)[1], [3, 2, 1])


@pytest.mark.parametrize(
    ("e", "kind", "message"),
    [
        (z(1)[3], NoSuchNode, r"z_3^(1) does not exist: layer 1 has only the nodes 1 to 2"),
        (W(1)[1, 4], NoSuchNode, r"W_14^(1) does not exist: layer 0 has only the nodes 1 to 3"),
        (z(0)[1], NoSuchNode, r"z_1^(0) does not exist: z has layers 1 to 2"),
        (z(2)[2], NoSuchNode, r"z_2^(2) does not exist: layer 2 has only node 1"),
        (g(z(0)[1]), NoSuchNode, r"z_1^(0) does not exist"),
        (d(Loss, g(z(0)[1])), NoSuchNode, r"z_1^(0) does not exist"),
        (h(3)[1], NoSuchNode, r"h_1^(3) does not exist: h has layers 0 to 2"),
        (n(7), NoSuchNode, r"n_7 does not exist: there is no layer 7, only 0 to 2"),
        (n(-1), NoSuchNode, r"there is no layer -1"),
        (z(k)[1], Undecided, r"z_1^(k) still has a letter in it that has no value"),
        (z(1)[i], Undecided, r"z_i^(1) still has a letter in it"),
        (W(1)[1], Undecided, r"W_1^(1) does not have the indices of a W"),
        (Symbol("q"), Undecided, r"q has no value"),
    ],
)
def test_what_cannot_be_written_out_is_refused(e, kind, message):
    with pytest.raises(kind, match=re.escape(message)):
        composed(e, [3, 2, 1])


@pytest.mark.parametrize("sizes", [[], [3], [3, 0, 1], [3, 2, 2], "321"])
def test_unfit_sizes_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes|nodes"):
        composed(z(1)[1], sizes)


# --- a broken composition is seen --------------------------------------------------------------

write_out = composition._Composer._write_out


def transposed(self, e, hold):
    if e in weights(self.sizes) and layer(e) == 2 and e.indices[::-1] <= (2, 2):
        return W(2)[e.indices[::-1]]
    return write_out(self, e, hold)


def one_node_short(self, e, hold):
    if isinstance(written := write_out(self, e, hold), Add) and str(e).startswith("z(2)"):
        return Add(*written.args[1:])
    return written


def holding_nothing(self, derivative):
    v = node(derivative.v)
    return self(self(derivative.f, None if layer(v) == 2 else v.base).diff(v))


MUTANTS = {
    "a weight is transposed": ("_Composer._write_out", transposed),
    "a Σ stops one node short": ("_Composer._write_out", one_node_short),
    "nothing is held fixed in layer 2": ("_Composer._differentiate", holding_nothing),
    "h is z": ("g", type("linear", (g,), {"__new__": lambda cls, u: u})),
    "Loss is taken at z": ("loss", lambda p, label: Integer(2) * p * label),
    "g(z) is another node": ("node", lambda e: h(1)[1] if isinstance(e, g) else e),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_composition_is_seen(mutant, monkeypatch):
    place, broken = MUTANTS[mutant]
    monkeypatch.setattr(composition, "_composer", lambda sizes: composition._Composer(sizes))
    monkeypatch.setattr(f"nnlib.symbolic.composition.{place}", broken)
    assert worst_composition((1, 3, 2, 1)) > 1e-3
