"""A product as an area that grows on two sides: why the effects of two ways add up."""

from matplotlib.patches import Rectangle

from nnlib import inputs

from . import style
from .picture import figure, finish, styled

_ROOM = 0.72  # of the picture that the rectangle has when its sides have grown by half or less
_AT_MOST = 0.5  # by what part of itself a side may grow before the rectangle gets smaller


@styled
def area(u, v, du, dv):
    """f = u · v as the area of a rectangle, and what f gains when u grows by du and v by dv: one
    strip for each, and the corner where both meet.

    Pictures of one u and v have the same scale while neither side grows by more than half of
    itself. Raises ValueError for a side that is not above 0, or a growth below 0.

    >>> area(6, 4, 1.5, 2.25).alt
    'f = u · v as an area, u = 6 wide and v = 4 high. u grows by 1.5: a strip of 6. v grows by \
2.25: a strip of 13.5. In the corner both meet: 3.375.'
    """
    u, v, du, dv = _sides(u=u, v=v, du=du, dv=dv)
    fig = figure(8.4, 3.4)
    ax = fig.add_axes([0.06, 0.1, 0.92, 0.86])
    ax.set_aspect("equal")
    ax.set(xlim=(0, max(u * (1 + _AT_MOST), u + du) / _ROOM))
    ax.set(ylim=(0, max(v * (1 + _AT_MOST), v + dv) / (_ROOM + 0.14)))
    for place, size, color in (
        ((0, 0), (u, v), style.FAINT),
        ((u, 0), (du, v), style.ABOVE[2]),
        ((0, v), (u, dv), style.BELOW[2]),
        ((u, v), (du, dv), style.SHADE),
    ):
        ax.add_patch(Rectangle(place, *size, facecolor=color, edgecolor=style.INK, linewidth=0.8))
    n = _number
    beside = {"va": "center", "size": 11}
    ax.text(u / 2, v / 2, f"$u \\cdot v$ = {n(u * v)}", ha="center", **beside)
    ax.text(u + du + 0.03 * u, v / 2, f"$v \\cdot \\Delta u$ = {n(v * du)}", **beside)
    ax.text(u / 2, v + dv + 0.06 * v, f"$u \\cdot \\Delta v$ = {n(u * dv)}", ha="center", **beside)
    ax.text(u + du + 0.03 * u, v + dv + 0.06 * v, f"corner: {n(du * dv)}", **beside)
    ax.set_xlabel(f"$u$ = {n(u)}, and $\\Delta u$ = {n(du)}", x=0, ha="left", size=11)
    ax.set_ylabel(f"$v$ = {n(v)}, and $\\Delta v$ = {n(dv)}", y=0, ha="left", size=11)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return finish(
        fig,
        f"f = u · v as an area, u = {n(u)} wide and v = {n(v)} high. u grows by {n(du)}: a strip "
        f"of {n(v * du)}. v grows by {n(dv)}: a strip of {n(u * dv)}. In the corner both meet: "
        f"{n(du * dv)}.",
    )


def _sides(**sides):
    for name, value in sides.items():
        side = inputs.scalar(value, name, least=0)
        if side == 0 and not name.startswith("d"):
            raise ValueError(f"{name} is 0: then there is no area that could grow. Give more.")
        yield side


def _number(value):
    return style.number(value, 4)
