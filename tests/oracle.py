"""The document's formulas and the ledger's sums in plain Python: no numpy, no code of nnlib's.

Every function takes `m`, the module that does the arithmetic: `math` for speed, or `mpmath` for
as many digits as its `mp.dps` asks. The functions g and Loss are the formulas of
`nnlib.symbolic.formulas` as they stand there, with no trick for stability, and their slopes are
sympy's derivatives. Vectors are lists, `W[k]` is a list of rows, and `z`, `h`, `dz`, `dW` are
dicts by layer.
"""

from functools import cache

from sympy import lambdify, symbols

from nnlib import LOSSES
from nnlib.symbolic.formulas import ACTIVATION_FORMULAS, LOSS_FORMULAS

_LETTERS = symbols("u y", real=True)


@cache
def _compiled(formula, letters, m):
    return lambdify(letters, formula, m.__name__)


def _functions(entries, count, of):
    """{name: function of m and numbers}; `of` makes a formula of an entry and its letters."""
    letters = _LETTERS[:count]
    formulas = {name: of(entry)(*letters) for name, entry in entries.items()}
    call = lambda formula: lambda m, *numbers: _compiled(formula, letters, m)(*numbers)
    return {name: call(formula) for name, formula in formulas.items()}


G = _functions(ACTIVATION_FORMULAS, 1, lambda entry: entry.written)
G_SLOPE = _functions(ACTIVATION_FORMULAS, 1, lambda entry: entry.derivative)
LOSS = _functions(LOSS_FORMULAS, 2, lambda entry: entry.written)
LOSS_SLOPE = _functions(LOSS_FORMULAS, 2, lambda entry: entry.derivative)
ANY_LABELS = (-2.0, -1.0, 0.0, 0.5, 1.0)
LABELS = {name: tuple(map(float, loss.labels or ANY_LABELS)) for name, loss in LOSSES.items()}


def forward(m, W, g, x, biases=False):
    """Ledger 2.1, 2.2, 2.3 for one sample: z and h, with h_0 = 1 in front where `biases`."""
    one = [1] if biases else []
    z, h = {}, {0: one + list(x)}
    for k in sorted(W):
        columns = range(len(h[k - 1]))
        z[k] = [sum(row[j] * h[k - 1][j] for j in columns) for row in W[k]]
        h[k] = [G[g[k]](m, z_i) for z_i in z[k]]
        if k < max(W):
            h[k] = one + h[k]
    return z, h


def loss(m, W, g, x, y, name, biases=False):
    """Loss for one sample, summed over the output nodes."""
    _, h = forward(m, W, g, x, biases)
    return sum(LOSS[name](m, p, t) for p, t in zip(h[max(W)], y, strict=True))


def backward(m, W, g, x, y, name, biases=False):
    """Ledger 3.1, 3.3b, 3.3c and 3.5 for one sample: ∂Loss/∂z and ∂Loss/∂W."""
    z, h = forward(m, W, g, x, biases)
    last = max(W)
    dz = {last: []}
    for z_i, p, t in zip(z[last], h[last], y, strict=True):
        dz[last].append(LOSS_SLOPE[name](m, p, t) * G_SLOPE[g[last]](m, z_i))
    for k in range(last - 1, 0, -1):
        dz[k] = []
        for j, z_j in enumerate(z[k]):
            column = j + 1 if biases else j
            passed = sum(dz[k + 1][i] * W[k + 1][i][column] for i in range(len(dz[k + 1])))
            dz[k].append(passed * G_SLOPE[g[k]](m, z_j))
    dW = {k: [[dz_i * h_j for h_j in h[k - 1]] for dz_i in dz[k]] for k in W}
    return dz, dW
