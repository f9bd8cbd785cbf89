"""Dots about a cross: how far means over some of the samples scatter about the mean of all."""

import numpy as np

from nnlib import inputs

from . import style
from .picture import figure, finish, styled


@styled
def cloud(points, center, *, reach, xlabel="", ylabel="", title=""):
    """Points (m, 2) as dots, and a cross at `center` (2,); the picture reaches `reach` from it.

    Pictures with one `reach` have one scale. Raises ValueError for points that are no pairs.

    >>> cloud([[1.0, 2.0], [3.0, 2.0]], [2.0, 2.0], reach=2, xlabel="a", ylabel="b").alt
    '2 dots about the cross at a = 2, b = 2. Their mean is at 2, 2, and 1 is the root of their \
mean square distance from the cross.'
    """
    points, center = inputs.samples(points, 2), inputs.numbers(center, "center")
    reach = inputs.scalar(reach, "reach", least=0)
    fig = figure(5.2, 4.4)
    ax = fig.add_axes([0.17, 0.14, 0.8, 0.77])
    ax.axhline(0, color=style.FAINT, linewidth=1)
    ax.axvline(0, color=style.FAINT, linewidth=1)
    ax.plot(*points.T, "o", color=style.SERIES[3], markersize=4, markeredgewidth=0)
    ax.plot(*center, "+", color=style.MINUS, markersize=22, markeredgewidth=3)
    ax.set(xlim=(center[0] - reach, center[0] + reach), ylim=(center[1] - reach, center[1] + reach))
    ax.set_xlabel(xlabel, size=12)
    ax.set_ylabel(ylabel, size=12)
    ax.set_title(title, size=12)
    distance = np.sqrt(((points - center) ** 2).sum(axis=1).mean())
    n = lambda value: style.significant(float(value))
    mean, said = points.mean(axis=0), f"{title}: " * bool(title)
    return finish(
        fig,
        f"{said}{len(points)} dots about the cross at {xlabel} = {n(center[0])}, {ylabel} = "
        f"{n(center[1])}. Their mean is at {n(mean[0])}, {n(mean[1])}, and {n(distance)} is the "
        f"root of their mean square distance from the cross.",
    )
