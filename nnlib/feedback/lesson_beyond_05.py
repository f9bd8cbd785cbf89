"""The tasks of the exercise for lesson 05, beyond the document: many outputs."""

import numpy as np
from sympy import KroneckerDelta, log

from ..activations import sigmoid
from ..symbolic.classes import d, i, j, p, z
from .breaking import CatchTask
from .lines import LinesTask
from .numeric import Case, NumericTask
from .table import TableTask, sign_word
from .verdict import Complaint

# --- task 1 -----------------------------------------------------------------------------------

_ROW = np.array([2.0, 1.0, -0.5])
_MOVES = {
    "z_1 grows a little": _ROW + [0.1, 0, 0],
    "z_2 grows a little": _ROW + [0, 0.1, 0],
    "every z grows by 5": _ROW + 5,
    "every z is doubled": 2 * _ROW,
}


def _first_share(row):
    """p_1, from the gaps between the z's."""
    return 1 / sum(np.exp(other - row[0]) for other in row)


def _signs():
    change = {name: _first_share(row) - _first_share(_ROW) for name, row in _MOVES.items()}
    return {name: sign_word(float(np.round(value, 12))) for name, value in change.items()}


# --- tasks 2 to 4 -----------------------------------------------------------------------------


def _shares(Z):
    """Each share from the gaps in its row, entry by entry: p_i = 1 / Σ_j e^(z_j - z_i)."""
    with np.errstate(over="ignore"):
        return np.array([[1 / np.exp(row - entry).sum() for entry in row] for row in Z])


def _loss(Z, y):
    """-ln p at the class of each row, by logaddexp; Z may be complex, near its real part."""
    top = Z.real.max(axis=1, keepdims=True)
    return top[:, 0] + np.log(np.exp(Z - top).sum(axis=1)) - Z[np.arange(len(y)), y]


def _slopes(Z, y):
    """∂Loss/∂z, by an imaginary step of each entry."""
    y = np.asarray(y)
    if not (np.issubdtype(y.dtype, np.floating) or np.issubdtype(y.dtype, np.integer)):
        raise ValueError("labels are numbers")
    if Z.shape[:1] != y.shape:
        raise ValueError("not as many labels as rows")
    if (y != y.round()).any() or (y < 0).any() or (y >= Z.shape[1]).any():
        raise Complaint(f"y should hold class numbers, 0 to {Z.shape[1] - 1}.")
    found = np.zeros(Z.shape)
    for at in range(Z.shape[1]):
        moved = Z.astype(complex)
        moved[:, at] += 1e-30j
        found[:, at] = _loss(moved, y.astype(int)).imag / 1e-30
    return found


def _rows():
    rng = np.random.default_rng(7)
    return [
        rng.normal(size=(5, 3)) * 1.5,
        rng.normal(size=(2, 4)),
        np.array([[1000.0, 999.0, -1000.0], [-1000.0, -1001.0, -1000.5], [0.3, 0.2, -0.7]]),
    ]


def _share_cases():
    return [Case((Z,), _shares(Z)) for Z in _rows()]


def _slope_cases():
    labels = ([2, 0, 1, 1, 2], [3, 1], [1, 0, 2])
    cases = zip(_rows(), map(np.array, labels), strict=True)
    return [Case((Z, y), _slopes(Z, y)) for Z, y in cases]


def _over(axis):
    """Softmax with its sums over another axis, each safe from overflow."""

    def shares(Z):
        e = np.exp(Z - Z.max(axis=axis, keepdims=True))
        return e / e.sum(axis=axis, keepdims=True)

    return shares


def _whole(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum()


def _one_shift(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum(axis=1, keepdims=True)


def _as_it_stands(Z):
    e = np.exp(Z)
    return e / e.sum(axis=1, keepdims=True)


def _one_hot(Z, y):
    return np.eye(Z.shape[1])[np.asarray(y).astype(int)]


def _with(shares):
    """p - y with these shares."""
    return lambda Z, y: shares(Z) - _one_hot(Z, y)


def _two(Z, y):
    second = sigmoid(Z[:, 1] - Z[:, 0]) - np.asarray(y)
    found = np.zeros(Z.shape)
    found[:, 0], found[:, 1] = -second, second
    return found


def _by_index(Z, y):
    found = _shares(Z)
    found[np.arange(len(Z)), y] -= 1
    return found


def _by_loops(Z, y):
    found = _shares(Z)
    for row, label in zip(found, y, strict=True):
        for k in range(len(row)):
            row[k] -= k == label
    return found.tolist()


# --- task 5 -----------------------------------------------------------------------------------

_delta = KroneckerDelta(i, j)
_start = d(log(p[i]), z[j])

TASKS = (
    TableTask(
        id="beyond_05.moves",
        title="Task 1, who moves whom",
        read="Shares",
        measured=_signs,
        words=("+", "-", "0"),
        mistakes={
            "each-alone": lambda: {"z_2 grows a little": "0", "every z grows by 5": "+"},
            "shift-counts": lambda: {"every z grows by 5": "+"},
            "scale-free": lambda: {"every z is doubled": "0"},
            "all-grow": lambda: {"z_2 grows a little": "+"},
        },
    ),
    NumericTask(
        id="beyond_05.shares",
        title="Task 2, softmax in numpy",
        read="A thousand",
        elsewhere=dict.fromkeys(
            ("each-alone", "plain-shares", "down-the-column", "whole-table", "likeliest-only"),
            ("beyond_05", "Shares"),
        ),
        cases=_share_cases,
        mistakes={
            "each-alone": sigmoid,
            "plain-shares": lambda Z: Z / Z.sum(axis=1, keepdims=True),
            "down-the-column": [_over(0), lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0)],
            "whole-table": [_whole, lambda Z: np.exp(Z) / np.exp(Z).sum()],
            "one-shift": _one_shift,
            "overflow": _as_it_stands,
            "likeliest-only": lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)],
            "logarithms": lambda Z: np.log(np.maximum(_shares(Z), 1e-300)),
        },
        also_right=lambda: [
            _over(1),
            _shares,
            lambda Z: np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)),
            lambda Z: np.array(
                [np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in Z]
            ),
            lambda Z: (lambda e: (e.T / e.sum(axis=1)).T)(np.exp(Z - Z.max(axis=1)[:, None])),
        ],
    ),
    NumericTask(
        id="beyond_05.slope",
        title="Task 3, the slope in numpy",
        read="Everything cancels",
        elsewhere={
            "each-alone": ("beyond_05", "Shares"),
            "down-the-column": ("beyond_05", "Shares"),
            "own-only": ("beyond_05", "How a share moves"),
            "overflow": ("beyond_05", "A thousand"),
            "one-shift": ("beyond_05", "A thousand"),
            "sign": ("03_1", "The pair that cancels"),
            "extra-n": ("03_3", "Many samples"),
        },
        cases=_slope_cases,
        mistakes={
            "sign": lambda Z, y: _one_hot(Z, y) - _shares(Z),
            "extra-n": lambda Z, y: _with(_shares)(Z, y) / len(Z),
            "missing-label": lambda Z, y: _shares(Z),
            "own-only": lambda Z, y: -_one_hot(Z, y) * (1 - _shares(Z)),
            "off-by-one": lambda Z, y: _shares(Z) - _one_hot(Z, y - 1),
            "slope-at-p": lambda Z, y: -_one_hot(Z, y) / _shares(Z),
            "slope-again": lambda Z, y: _with(_shares)(Z, y) * _shares(Z) * (1 - _shares(Z)),
            "each-alone": _with(sigmoid),
            "down-the-column": _with(_over(0)),
            "overflow": _with(_as_it_stands),
            "one-shift": _with(_one_shift),
        },
        numbers=lambda Z, y: {"n": len(Z), "K": Z.shape[1]},
        also_right=lambda: [
            _with(_shares),
            _by_index,
            _by_loops,
            lambda Z, y: _over(1)(Z) - (np.asarray(y)[:, None] == np.arange(Z.shape[1])),
            lambda Z, y: -(_one_hot(Z, y) - _over(1)(Z)),
        ],
    ),
    CatchTask(
        id="beyond_05.inputs",
        title="Task 4, break them",
        read="A thousand",
        definition=_slopes,
        shapes={"Z": 2, "y": 1},
        fit="a row of Z and a label for each sample",
        mistakes={
            "overflow": _with(_as_it_stands),
            "one-shift": _with(_one_shift),
            "two-classes": _two,
            "extra-n": lambda Z, y: _with(_shares)(Z, y) / len(Z),
        },
        called={
            "overflow": ("“one”", "Is one of your numbers so large that a power overflows?"),
            "one-shift": ("“two”", "Do two of your rows lie far apart?"),
            "two-classes": ("“three”", "Have you more than two classes?"),
            "extra-n": ("“four”", "Have you more than one sample?"),
        },
        leaks=lambda: {
            "overflow": (np.array([[700.0, 0, 0], [-100, 0.5, -101]]) - [[0], [50]], [1, 2]),
            "one-shift": (np.array([[1000.0, 0, 999], [999.5, 1, 1000]]), [2, 0]),
            "two-classes": (np.array([[1000.0, 999], [-1000, -1001]]), [1, 0]),
        },
        also_right=lambda: [
            (np.array([[1000.0, 999, 998], [-1000, -1001, -1000]]), np.array([1, 2])),
            ([[800, 0, 0, 800], [0, 0, 0, 1]], [0, 3]),
            (np.array([[0.0, 1, 2], [3000, 1, 2999], [1, 1, 1]]), [2, 2, 0]),
        ],
    ),
    LinesTask(
        id="beyond_05.mine",
        title="Task 5, a proof of your own",
        read="How a share moves",
        asked=_start,
        mistakes={
            "own-only": [[_delta * (1 - p[i])]],
            "shares-exchanged": [[_delta - p[i]]],
            "ln-forgotten": [[p[i] * (_delta - p[j])]],
            "delta-forgotten": [[1 - p[j]]],
            "sign": [[p[j] - _delta]],
        },
        also_right=lambda: [
            [d(p[i], z[j]) / p[i], _delta - p[j]],
            [1 / p[i] * d(p[i], z[j]), p[i] * (_delta - p[j]) / p[i], _delta - p[j]],
            [d(p[i], z[j]) / p[i], (_delta * p[i] - p[i] * p[j]) / p[i], _delta - p[j]],
            (d(p[i], z[j]) * p[i] ** -1, -p[j] + _delta),
            [d(p[i], z[j]) / p[i], p[j] * (_delta / p[j] - 1)],
        ],
    ),
)
