"""LabeledData with two inputs and two labels, and their picture."""

import re
from typing import NamedTuple

import numpy as np

from nnlib import inputs

from . import style
from .picture import figure, finish, styled

_SHAPES = ("circle", "square", "triangle")
LABEL_COLORS = (style.MINUS, style.PLUS, style.INK)


@styled
def data(X, y, *, features=("x_1", "x_2"), names=None):
    """LabeledData X (n, 2) with labels y (n,), each label with its own color and shape.

    `features` names the two inputs, in words or LaTeX; `names` says what the lower and the higher
    label stand for (None: "y = 0" and so on). Raises ValueError for data that does not fit, for
    more than two labels, or for other than two names.

    >>> data([[0, 0], [1, 1]], [0, 1]).alt[61:]
    '1 circle (y = 0), 1 square (y = 1).'
    """
    samples = LabeledData.of(X, y)
    if names is not None and len(names) != 2:
        raise ValueError(f"names must hold two names, one for each label, but it is {names!r}.")
    fig = figure(4.6, 4.6)
    ax = data_axes(fig, (0.75, 0.62, 3.6, 3.6), samples, features)
    points = scatter(ax, samples)
    for point, name in zip(points, names or (), strict=False):
        point.set_label(name)
    legend(ax, points)
    return finish(fig, f"Data over {samples.window(features)}: {samples.describe(names)}.")


class LabeledData(NamedTuple):
    """Checked samples: X (n, 2), y (n,), its labels (low, high), and the window to show it in."""

    X: np.ndarray
    y: np.ndarray
    labels: tuple
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, X, y):
        X = inputs.samples(X, 2)
        y = inputs.numbers(y, "y").reshape(-1)
        if len(y) != len(X):
            raise ValueError(f"X has {len(X)} samples, but y has {len(y)} labels: one for each.")
        return cls(X, y, _labels(np.unique(y)), *window_of(X))

    def window(self, features):
        ends = zip(features, self.low, self.high, strict=True)
        return " and ".join(
            f"{name} from {style.number(a)} to {style.number(b)}" for name, a, b in ends
        )

    def describe(self, names=None):
        names, parts = names or [f"y = {style.number(label)}" for label in self.labels], []
        for label, shape, name in zip(self.labels, _SHAPES, names, strict=False):
            count = int((self.y == label).sum())
            parts.append(f"{count} {shape}{'' if count == 1 else 's'} ({name})")
        return ", ".join(parts)


def window_of(X):
    """The lower left and the upper right corner, (2,) each, of a window with a margin round X."""
    margin = 0.15 * np.ptp(X, axis=0)
    margin[margin == 0] = 1.0
    return X.min(axis=0) - margin, X.max(axis=0) + margin


def _labels(found):
    """The two labels that data with the labels `found` belongs to."""
    if len(found) > 2:
        raise ValueError(
            f"y holds {len(found)} different labels, but the picture shows two. "
            f"Recode them, for example y = np.where(y > {found.mean():g}, 1, 0)."
        )
    if len(found) == 2:
        return float(found[0]), float(found[1])
    only = float(found[0])
    return {-1.0: (-1.0, 1.0), 1.0: (0.0, 1.0)}.get(only, (only, only + 1.0))


def data_axes(fig, box, samples, features):
    """Axes in the box (x, y, width, height) in inches, over the window of the samples."""
    if isinstance(features, str) or len(features) != 2:
        raise ValueError(
            f"features must name the two inputs, as in ('GPA', 'IQ'), but it is {features!r}."
        )
    w, h = fig.get_size_inches()
    x, y, width, height = box
    ax = fig.add_axes([x / w, y / h, width / w, height / h])
    ax.set(xlim=(samples.low[0], samples.high[0]), ylim=(samples.low[1], samples.high[1]))
    across, up = features
    ax.set_xlabel(_axis_name(across), size=15 if _is_formula(across) else 12, labelpad=1)
    look = {"size": 15, "rotation": 0, "labelpad": 8, "va": "center"}
    ax.set_ylabel(_axis_name(up), **(look if _is_formula(up) else {"size": 12, "labelpad": 2}))
    ax.spines[:].set_visible(True)
    ax.locator_params(nbins=6)
    return ax


def _is_formula(name):
    """Whether a feature's name is LaTeX, as x_1 is; IQ and sepal_length are words."""
    return bool("\\" in name or re.fullmatch(r"[A-Za-z]([_^](\w|\{[^{}]*\}))*", name))


def _axis_name(name):
    return f"${name}$" if _is_formula(name) else name.replace("$", r"\$")


def scatter(ax, samples):
    """One line of markers per label."""
    lines = []
    looks = zip(samples.labels, style.MARKERS, LABEL_COLORS, strict=False)
    for label, marker, color in looks:
        (line,) = ax.plot(
            *samples.X[samples.y == label].T,
            marker,
            markersize=7,
            color=color,
            markeredgecolor="white",
            markeredgewidth=1.1,
            zorder=4,
            label=f"$y$ = {style.number(label)}",
        )
        lines.append(line)
    return lines


def legend(ax, handles, decision=None):
    names = [line.get_label() for line in handles]
    if decision is not None:
        names[-1] = f"$h(x;W)$ = {style.number(decision)}"
    ax.legend(
        handles,
        names,
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=3,
        frameon=False,
        handlelength=1.3,
        columnspacing=1.3,
        borderaxespad=0.2,
    )
