"""Curves: an activation with its slope, a tangent, or any named series."""

import numpy as np

from nnlib import ACTIVATIONS, inputs

from . import style
from .picture import figure, finish, styled


@styled
def lines(series, *, xlabel="", ylabel="", title="", logy=False):
    """Named curves {name: (x, y)} in one chart, each with its own color and line style.

    x and y are arrays of one length; names and labels may hold LaTeX between $ signs. Raises
    ValueError for no series, empty ones, unequal lengths or, with `logy`, values not above 0.

    >>> lines({"J": ([0, 10], [0.5, 0.125])}, xlabel="step").alt
    'Chart over step: J goes from 0.5 at 0 to 0.125 at 10 (least 0.125, most 0.5).'
    """
    checked = {name: _checked(name, x, y, logy) for name, (x, y) in _some(series).items()}
    fig, ax = _chart(xlabel, ylabel, title)
    for (name, (x, y)), color, dash in zip(
        checked.items(), _cycle(style.SERIES), _cycle(style.LINE_STYLES), strict=False
    ):
        ax.plot(x, y, linestyle=dash, color=color, linewidth=2.4, label=name)
    if logy:
        ax.set_yscale("log")
    if len(checked) > 1:
        ax.legend(frameon=False)
    return finish(fig, _describe(checked, xlabel, title))


def activation(name, *, low=-4.0, high=4.0):
    """g and g' of the activation `name` over z from `low` to `high`.

    >>> activation("tanh").alt[:66]
    'Activation tanh over z: g(z) goes from −0.999 at −4 to 0.999 at 4 '
    """
    g = inputs.choice(name, ACTIVATIONS, "activation")
    z = np.linspace(low, high, 801)
    return lines(
        {"$g(z)$": (z, g(z)), "$g'(z)$": (z, g.derivative(z))},
        xlabel="$z$",
        title=f"Activation {g.name}",
    )


@styled
def tangent(f, at, slope, *, low, high, xlabel="", ylabel="Loss"):
    """The curve of f, a function of one number, from `low` to `high`, with its tangent at `at`.

    `slope` is f'(at), however it was found: a wrong one is seen to be none. The axes belong to the
    curve, so they stay as the tangent moves along it. Raises ValueError for what is no finite
    number, and where `low` is not below `high`.

    >>> tangent(lambda a: a * a, 1.0, 2.0, low=-3, high=3, xlabel="a").alt
    'Loss over a: from 9 at −3 to 9 at 3 (least 0, most 9). Tangent at 1: Loss is 1, its slope 2.'
    """
    low, high = (inputs.scalar(end, name) for end, name in ((low, "low"), (high, "high")))
    if low >= high:
        raise ValueError(f"the curve goes from low = {low:g} to high = {high:g}. Give low < high.")
    at, slope = inputs.scalar(at, "at"), inputs.scalar(slope, "slope")
    x = np.linspace(low, high, 181)
    y, height = np.array([float(f(value)) for value in x]), float(f(at))
    x, y = _checked("the curve", x, y, False)
    fig, ax = _chart(xlabel, ylabel, "")
    ax.plot(x, y, color=style.INK, linewidth=2.4)
    ax.set_xlim(low, high)
    ax.axline((at, height), slope=slope, linestyle="--", color=style.PLUS, linewidth=2.2)
    ax.plot([at], [height], "o", color=style.PLUS, markersize=9)
    n, four = _three, lambda value: style.number(value, 4)
    course = f"from {n(y[0])} at {n(low)} to {n(y[-1])} at {n(high)} (least {n(y.min())}"
    said = f"{ylabel} over {xlabel}: {course}, most {n(y.max())}). "
    said += f"Tangent at {n(at)}: {ylabel} is {four(height)}, its slope {four(slope)}."
    return finish(fig, said.replace("$", ""))


def _some(series):
    if not series:
        raise ValueError('there is nothing to draw. Give {"name": (x, y)}.')
    return series


def _checked(name, x, y, logy):
    x, y = inputs.numbers(x, f"x of {name}"), inputs.numbers(y, f"y of {name}")
    if x.ndim != 1 or x.shape != y.shape or not x.size:
        raise ValueError(
            f"{name} has x of shape {x.shape} and y of shape {y.shape}. Both must be lists of "
            f"one length, 1 or more."
        )
    if logy and y.min() <= 0:
        raise ValueError(f"{name} reaches {y.min():g}, which a logarithmic axis cannot show.")
    return x, y


def _chart(xlabel, ylabel, title):
    fig = figure(6.4, 3.6)
    ax = fig.add_axes([0.11, 0.16, 0.86, 0.74])
    ax.grid(color=style.FAINT, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.set_xlabel(xlabel, size=12, labelpad=2)
    ax.set_ylabel(ylabel, size=12)
    ax.set_title(title, size=12, loc="left", color=style.INK)
    return fig, ax


def _cycle(looks):
    while True:
        yield from looks


def _describe(series, xlabel, title):
    head = f"{title or 'Chart'}{f' over {xlabel}' if xlabel else ''}".replace("$", "")
    return f"{head}: " + "; ".join(_course(name, x, y) for name, (x, y) in series.items()) + "."


def _three(value):
    return style.number(value, 3)


def _course(name, x, y):
    n = _three
    return (
        f"{name.replace('$', '')} goes from {n(y[0])} at {n(x[0])} to {n(y[-1])} at {n(x[-1])} "
        f"(least {n(y.min())}, most {n(y.max())})"
    )
