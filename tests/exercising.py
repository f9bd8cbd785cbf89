"""What the tests of the exercises share: the tasks, answers to them, and right variants."""

import functools

import numpy as np
from nbgrader.utils import is_grade
from sympy import Rational, Sum, exp, expand

from nnlib.feedback.breaking import CatchTask, FoolTask
from nnlib.feedback.numeric import NumericTask
from nnlib.feedback.table import TableTask
from nnlib.feedback.task import tasks_of
from nnlib.symbolic import L, Loss, W, d, g, g_prime, h, i, j, k, loss_prime, m, n, x, y, z, z_out
from tools.exercises import SOLUTIONS
from tools.notebook import read

LESSONS = ("01", "02", "03_0", "03_1", "03_2", "03_3", "03_4", "03_5", "03_6")
TASKS = [task for lesson in LESSONS for task in tasks_of(lesson)]


def tasks(*kinds):
    return [task for task in TASKS if isinstance(task, kinds)]


def notebook(lesson):
    """The name of the notebook of a lesson."""
    (path,) = SOLUTIONS.glob(f"{lesson}_[a-z]*.ipynb")
    return path.name


@functools.cache
def solved(lesson):
    """Every variable of the solution, after its cells have run without the checks."""
    space = {}
    for cell in read(SOLUTIONS / notebook(lesson)).cells:
        if (
            cell.cell_type == "code"
            and not is_grade(cell)
            and "feedback.progress" not in cell.source
        ):
            exec(cell.source, space)
    return space


def solution(task):
    return solved(task.lesson)[task.name]


# Inputs that let exactly one wrong gradient through (03_3.inputs).
_row = np.array([1.0, -2.0])
LEAKY = {
    "transposed": (np.array([[1.0, -2.0], [0.5, 1.5]]),) * 2,
    "one-sample": (np.array([_row, -2 * _row]), np.array([[1.0, 3.0, 2.0], [-0.5, -1.5, -1.0]])),
    "means-multiplied": (np.array([[1.0, -2.0], [4.0, 0.5]]), np.array([[1.0, 3.0, 2.0]] * 2)),
    "missing-h": (np.array([[-1.0, 0], [-2.0, 1], [0, 3.0]]), np.array([[7.0], [-2.0], [2.0]])),
    "loss-positive": (np.array([[1.0, 2.0], [4.0, 0.5]]), np.array([[1.0, 3, 2], [2, 0.3, 1]])),
}


def wrong_answers(task):
    """{id: the answer that a student with this misconception gives}."""
    if isinstance(task, CatchTask):
        return LEAKY
    if isinstance(task, FoolTask):
        return {}
    if isinstance(task, TableTask):
        return {id: task.measured() | table() for id, table in task.mistakes.items()}
    return task.mistakes


def _loop_J(p, y):
    total = 0
    for a, b in zip(p, y, strict=True):
        total += (a - b) ** 2
    return total / (2 * len(p))


def _loop_gradients(dz, h):
    found = {}
    for layer in sorted(dz, reverse=True):
        above, below = dz[layer], h[layer - 1]
        found[layer] = [
            [
                sum(above[t, row] * below[t, column] for t in range(len(above))) / len(above)
                for column in range(below.shape[1])
            ]
            for row in range(above.shape[1])
        ]
    return found


def _predict_by_samples(W, X, g):
    found = []
    for sample in X:
        for layer in W:
            sample = g(np.dot(W[layer], sample))
        found.append(sample.item())
    return found


def _backward_by_samples(W, z, h, y, dg, dl):
    gradient = {layer: np.zeros_like(W[layer]) for layer in W}
    for t in range(len(y)):
        dz = dl(h[max(W)][t], y[t]) * dg(z[max(W)][t])
        for layer in sorted(W, reverse=True):
            gradient[layer] += np.outer(dz, h[layer - 1][t]) / len(y)
            if layer > 1:
                dz = W[layer].T @ dz * dg(z[layer - 1][t])
    return gradient


def _step_by_layers(W, x, y, rate, g, dg):
    h, zs = [x], []
    for layer in sorted(W):
        zs.append(W[layer] @ h[-1])
        h.append(g(zs[-1]))
    dz, new = (h[-1] - y) * dg(zs[-1]), {}
    for layer in sorted(W, reverse=True):
        new[layer] = W[layer] - rate * np.einsum("i,j->ij", dz, h[layer - 1])
        if layer > 1:
            dz = np.einsum("i,ij->j", dz, W[layer]) * dg(zs[layer - 2])
    return dict(sorted(new.items()))


_p, _dz = g(z_out), d(Loss, z_out)
_sigmoid = 1 / (1 + exp(-z_out))
_d2 = {m: _dz * g_prime(z(2)[m]) * W(3)[1, m] for m in (1, 2)}

# Right answers in another form than the solution's: each must be accepted.
RIGHT = {
    "01.counts": [{name: float(v) for name, v in solved("01")["counts"].items()}],
    "01.health": [
        0.2 * x[1] - 0.2 * x[2] - 0.8 * x[3] + 0.5 * x[4],
        (2 * x[1] - 2 * x[2] - 8 * x[3] + 5 * x[4]) / 10,
        Rational(1, 5) * (x[1] - x[2]) + 0.5 * x[4] - 4 * x[3] / 5,
        0.2 * h(0)[1] - 0.2 * h(0)[2] - 0.8 * h(0)[3] + 0.5 * h(0)[4],
    ],
    "01.weigh": [
        lambda w, x: w @ x,
        lambda w, x: sum(a * b for a, b in zip(w, x, strict=True)),
        lambda w, x: np.einsum("j,j->", x, w),
        lambda w, x: (np.array([w]) @ np.array([x]).T).item(),
    ],
    "01.effects": [{name: f" {v.upper()}" for name, v in solved("01")["effects"].items()}],
    "02.shapes": [{name: list(v) for name, v in solved("02")["shapes"].items()}],
    "02.node": [
        Sum(W(1)[2, j] * x[j], (j, 1, 3)),
        Sum(W(1)[2, j] * h(0)[j], (j, 1, n(0))),
        x[3] * W(1)[2, 3] + x[1] * W(1)[2, 1] + x[2] * W(1)[2, 2],
        Sum(x[i] * W(1)[2, i], (i, 1, 2)) + W(1)[2, 3] * x[3],
    ],
    "02.layer": [
        lambda W, h, g: (W.dot(h), g(W.dot(h))),
        lambda W, h, g: [np.einsum("ij,j->i", W, h), g(np.einsum("j,ij->i", h, W))],
        lambda W, h, g: ((W * h).sum(axis=1), g((W * h).sum(axis=1))),
        lambda W, h, g: (h @ W.T, np.array([g(row @ h) for row in W])),
        lambda W, h, g: np.array([W @ h, g(W @ h)]),
    ],
    "02.predict": [_predict_by_samples],
    "03_0.runs": [dict(reversed(solved("03_0")["runs"].items()))],
    "03_0.new_weight": [
        -d(Loss, W(1)[1, 2]) * solved("03_0")["eta"] + W(1)[1, 2],
        W(1)[1, 2] - solved("03_0")["eta"] * d(Loss, z(1)[1]) * x[2],
    ],
    "03_0.J": [
        _loop_J,
        lambda p, y: np.dot(p - y, p - y) / 2 / len(y),
        lambda p, y: np.float32(np.mean((p - y) ** 2) / 2),
        lambda p, y: ((y - p) ** 2 / 2).mean(),
    ],
    "03_0.step": [lambda W, dW, rate: {m: (W[m] - dW[m] * rate).tolist() for m in reversed(W)}],
    "03_1.signs": [dict(solved("03_1")["signs"])],
    "03_1.squared": [
        (_p - y) * _p * (1 - _p),
        -(y - _p) * (_p - _p**2),
        expand((_p - y) * _p * (1 - _p)),
        (_sigmoid - y) * exp(-z_out) / (1 + exp(-z_out)) ** 2,
        loss_prime(_p, y) * g_prime(z_out),
        (h(L + 1)[1] - y) * g_prime(z(2)[1]),
    ],
    "03_1.log": [
        _sigmoid - y,
        h(2)[1] - y,
        -y * (1 - _p) + (1 - y) * _p,
        (_p - y) / (_p * (1 - _p)) * g_prime(z_out),
    ],
    "03_1.output_slope": [
        lambda z, y, g, dg, dl: dg(z) * dl(g(z), y),
        lambda z, y, g, dg, dl: [
            float(dl(g(np.array(a)), b) * dg(np.array(a))) for a, b in zip(z, y, strict=True)
        ],
    ],
    "03_2.shapes": [{name: np.array(v) for name, v in solved("03_2")["shapes"].items()}],
    "03_2.edge": [
        h(2)[2] * _dz,
        d(Loss, z(3)[1]) * g(z(2)[2]),
        loss_prime(_p, y) * g_prime(z_out) * h(2)[2],
        _dz * g(Sum(W(2)[2, j] * h(1)[j], (j, 1, 3))),
        h(L)[2] * d(Loss, z_out),
        _dz * (h(2)[2] ** 2 - z(2)[1] ** 2) / (h(2)[2] + z(2)[1]) + _dz * z(2)[1],
    ],
    "03_2.output_gradient": [
        lambda dz, h: np.einsum("ti,tj->ij", dz, h) / len(dz),
        lambda dz, h: (dz * h).mean(axis=0, keepdims=True),
        lambda dz, h: (h.T @ dz).T / len(h),
        lambda dz, h: sum(np.outer(a, b) for a, b in zip(dz, h, strict=True)) / len(h),
    ],
    "03_3.edge": [
        h(k - 1)[j] * d(Loss, z(k)[i]),
    ],
    "03_3.gradients": [
        _loop_gradients,
        lambda dz, h: {m: np.einsum("ti,tj->ij", dz[m], h[m - 1]) / len(h[0]) for m in dz},
        lambda dz, h: {m: (h[m - 1].T @ dz[m]).T / len(dz[m]) for m in (3, 2, 1)},
    ],
    "03_3.fooling": [
        lambda dz, h: np.ones((dz.shape[1], h.shape[1])),
        lambda dz, h: dz.T @ h / len(h) ** 2,
        lambda dz, h: dz.T @ h,
        lambda dz, h: [[1, 1], [1, 1]],
    ],
    "03_3.inputs": [
        ([[1, -2, 0.5], [0.3, 1.5, -1]], [[0.7, -1.2], [2.0, 0.4]]),
        [
            np.random.default_rng(0).normal(size=(7, 4)),
            np.random.default_rng(1).normal(size=(7, 2)),
        ],
    ],
    "03_4.signs": [dict(solved("03_4")["signs"])],
    "03_4.node": [
        g_prime(z(L)[i]) * _dz * W(L + 1)[1, i],
        loss_prime(_p, y) * g_prime(z_out) * W(L + 1)[1, i] * g_prime(z(L)[i]),
        Sum(d(Loss, z(L + 1)[j]) * W(L + 1)[j, i] * g_prime(z(L)[i]), (j, 1, 1)),
        Sum(d(Loss, z(L + 1)[j]) * W(L + 1)[j, i], (j, 1, n(L + 1))) * g_prime(z(L)[i]),
    ],
    "03_4.last_hidden": [
        lambda dz, W, z, h, dg: dg(z) * (dz * W),
        lambda dz, W, z, h, dg: np.einsum("to,oi,ti->ti", dz, W, dg(z)),
        lambda dz, W, z, h, dg: [
            [dz[t, 0] * W[0, m] * dg(z[t, m]) for m in range(z.shape[1])] for t in range(len(z))
        ],
    ],
    "03_5.counts": [{name: np.int64(v) for name, v in solved("03_5")["counts"].items()}],
    "03_5.node": [
        Sum(W(k + 1)[i, j] * d(Loss, z(k + 1)[i]), (i, 1, n(k + 1))) * g_prime(z(k)[j]),
        g_prime(z(k)[j]) * Sum(d(Loss, z(k + 1)[m]) * W(k + 1)[m, j], (m, 1, n(k + 1))),
    ],
    "03_5.layer_below": [
        lambda dz, W, z, h, dg: dg(z) * (W.T @ dz.T).T,
        lambda dz, W, z, h, dg: np.einsum("ti,ij,tj->tj", dz, W, dg(z)),
        lambda dz, W, z, h, dg: sum(dz[:, m : m + 1] * W[m] * dg(z) for m in range(W.shape[0])),
    ],
    "03_6.deep": [
        sum(_d2[m] * W(2)[m, 2] for m in (1, 2)) * g_prime(z(1)[2]) * x[1],
        expand(sum(_d2[m] * W(2)[m, 2] * h(0)[1] for m in (1, 2)) * g_prime(z(1)[2])),
        Sum(
            d(Loss, z_out) * W(3)[1, i] * g_prime(z(2)[i]) * W(2)[i, 2] * g_prime(z(1)[2]) * x[1],
            (i, 1, 2),
        ),
    ],
    "03_6.backward": [_backward_by_samples],
    "03_6.sgd_step": [_step_by_layers],
}


def as_float32(result):
    return _each_array(result, lambda array: np.asarray(array, dtype=np.float32))


def as_lists(result):
    return _each_array(result, lambda array: np.asarray(array).tolist())


def _each_array(result, change):
    if isinstance(result, dict):
        return {key: change(array) for key, array in result.items()}
    if isinstance(result, tuple):
        return tuple(change(array) for array in result)
    return change(result)


def in_float32(function):
    """The function computing in float32 throughout."""

    def narrow(value):
        if isinstance(value, dict):
            return {key: narrow(each) for key, each in value.items()}
        return value.astype(np.float32) if isinstance(value, np.ndarray) else value

    return lambda *arguments: as_float32(function(*map(narrow, arguments)))


def right_answers(task):
    """Pairs (name, right answer)."""
    answers = [("solution", solution(task))]
    answers += [(f"variant {place}", a) for place, a in enumerate(RIGHT[task.id], start=1)]
    if isinstance(task, NumericTask):
        for name, change in (("float32", as_float32), ("lists", as_lists)):
            answers.append((name, lambda *a, change=change: change(solution(task)(*a))))
        answers.append(("computed in float32", in_float32(solution(task))))
    return answers
