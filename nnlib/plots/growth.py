"""Cost against the number of weights, on logarithmic axes, where a power is a straight line."""

import numpy as np

from . import style
from .picture import figure, finish, styled

_LIKE = {1: ", about like the number of weights", 2: ", about like its square"}


@styled
def growth(measured):
    """A `nnlib.props.growth.Growth` beside thin lines of slope 1 and 2.

    Where difference quotients were not run, a dashed line goes on with slope 2: extrapolated,
    and the description says so. It tells slopes and sizes, not seconds.

    >>> from nnlib.props.growth import MEASURED
    >>> print(growth(MEASURED).alt)
    Seconds for one gradient over the number of weights, both on logarithmic axes.
    Backpropagation rises with slope 1.1, about like the number of weights; difference quotients,
    two forward passes for each weight, were run up to 8,224 weights and rise with slope 1.9, about
    like its square. From there to 65,568 weights a dashed line of slope 2 extrapolates.
    """
    fig = figure(6.4, 4.2)
    ax = fig.add_axes([0.12, 0.14, 0.85, 0.82])
    ax.set(xscale="log", yscale="log")
    ax.grid(color=style.FAINT, linewidth=0.8)
    ax.set_xticks(measured.weights, [f"{weights:,.0f}" for weights in measured.weights])
    ax.minorticks_off()
    ax.set_xlabel("weights", size=12, labelpad=2)
    ax.set_ylabel("seconds for one gradient", size=12)
    curves = (
        ("difference quotients", measured.differences, 2, style.PLUS, "s"),
        ("backpropagation", measured.backpropagation, 1, style.MINUS, "o"),
    )
    for name, seconds, slope, color, marker in curves:
        weights = measured.weights[: len(seconds)]
        line = weights.astype(float) ** slope
        line *= np.exp(np.log(seconds / line).mean())  # through the middle of the points
        ax.plot(weights, line, color=style.GRAY, linewidth=1.0)
        middle = len(line) // 2
        ax.annotate(
            f"slope {slope}", (weights[middle], line[middle]), (6, -12),
            textcoords="offset points", color=style.INK, size=10,
        )  # fmt: skip
        ax.plot(weights, seconds, color=color, marker=marker, linewidth=2.4, label=name)
    beyond = measured.weights[len(measured.differences) - 1 :].astype(float)
    if len(beyond) > 1:
        seconds = measured.differences[-1] * (beyond / beyond[0]) ** 2
        ax.plot(
            beyond, seconds, color=style.PLUS, linewidth=1.6, linestyle="--", label="extrapolated"
        )
    ax.legend(frameon=False)
    return finish(fig, _describe(measured))


def _describe(measured):
    slopes = [measured.slope(each) for each in (measured.backpropagation, measured.differences)]
    one, two = (
        f"slope {slope:.1f}{_LIKE.get(round(slope), '') if abs(slope - round(slope)) < 0.3 else ''}"
        for slope in slopes
    )
    last, end = measured.weights[len(measured.differences) - 1], measured.weights[-1]
    dashed = f" From there to {end:,.0f} weights a dashed line of slope 2 extrapolates."
    return (
        "Seconds for one gradient over the number of weights, both on logarithmic axes. "
        f"Backpropagation rises with {one}; difference quotients, two forward passes for each "
        f"weight, were run up to {last:,.0f} weights and rise with {two}."
        f"{dashed if last < end else ''}"
    )
