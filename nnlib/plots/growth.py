"""Cost against the number of weights, on logarithmic axes, where a power is a straight line."""

import numpy as np

from . import style
from .picture import figure, finish, styled


@styled
def growth(measured):
    """A `nnlib.props.growth.Growth` beside thin lines of slope 1 and 2.

    The description tells slopes as whole numbers: it is the same on every machine, where the
    seconds are not.

    >>> from nnlib.props.growth import MEASURED
    >>> growth(MEASURED).alt
    'Seconds for one gradient over the number of weights, both on logarithmic axes.
    Backpropagation rises with slope 1, like the number of weights; difference quotients, two
    forward passes for each weight, with slope 2, like its square.'
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
        line = measured.weights.astype(float) ** slope
        line *= np.exp(np.log(seconds / line).mean())  # through the middle of the points
        ax.plot(measured.weights, line, color=style.GRAY, linewidth=1.0, linestyle="--")
        middle = len(line) // 2
        ax.annotate(
            f"slope {slope}", (measured.weights[middle], line[middle]), (6, -12),
            textcoords="offset points", color=style.INK, size=10,
        )  # fmt: skip
        ax.plot(measured.weights, seconds, color=color, marker=marker, linewidth=2.4, label=name)
    ax.legend(frameon=False)
    return finish(fig, _describe(measured))


def _describe(measured):
    slopes = [
        int(np.rint(measured.slope(seconds)))
        for seconds in (measured.backpropagation, measured.differences)
    ]
    like = {1: ", like the number of weights", 2: ", like its square"}
    return (
        "Seconds for one gradient over the number of weights, both on logarithmic axes. "
        f"Backpropagation rises with slope {slopes[0]}{like.get(slopes[0], '')}; difference "
        f"quotients, two forward passes for each weight, with slope {slopes[1]}"
        f"{like.get(slopes[1], '')}."
    )
