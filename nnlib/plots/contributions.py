"""A sum as it grows: each part is a bar that begins where the one before it ended."""

import numpy as np

from nnlib import inputs

from . import style
from .picture import figure, finish, styled


@styled
def contributions(parts, *, total="sum"):
    """Named parts {name: number} that add up, from left to right, and the bar of their sum.

    Orange bars go up, purple ones down. Raises ValueError for no parts.

    >>> contributions({"over node 1": 0.5, "over node 2": -0.125}).alt
    'Parts that add up: over node 1 brings +0.5; over node 2 brings −0.125; sum is +0.375.'
    """
    if not parts:
        raise ValueError('there is nothing to add up. Give {"name": number}.')
    sizes = inputs.numbers(list(parts.values()), "the parts")
    ends = np.cumsum(sizes)
    starts, whole = ends - sizes, float(ends[-1])
    fig = figure(6.4, 3.0)
    ax = fig.add_axes([0.05, 0.14, 0.93, 0.82])
    names = [*parts, total]
    for place, (start, size) in enumerate(zip([*starts, 0], [*sizes, whole], strict=True)):
        _bar(ax, place, float(start), float(size))
    for place, end in enumerate(ends):  # a thin line hands the sum on to the next bar
        ax.plot([place + 0.3, place + 0.7], [end, end], color=style.GRAY, linewidth=1)
    ax.axhline(0, color=style.INK, linewidth=1)
    ax.set_xticks(range(len(names)), names, size=10)
    ax.set_yticks([])
    low, high = min(0, *ends), max(0, *ends)
    room = 0.15 * (high - low) or 1
    ax.set_ylim(low - room, high + room)
    for side in ("left", "right", "top", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)
    said = [f"{name} brings {_signed(size)}" for name, size in zip(parts, sizes, strict=True)]
    return finish(fig, f"Parts that add up: {'; '.join(said)}; {total} is {_signed(whole)}.")


def _bar(ax, place, start, size):
    color = style.PLUS if size > 0 else style.MINUS
    ax.bar(place, size, 0.6, bottom=start, color=color)
    above = size > 0
    ax.annotate(
        _signed(size),
        (place, start + size),
        (0, 3 if above else -3),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        size=11,
        weight="bold",
        color=color,
    )


def _signed(value):
    """Four decimals at most, with a sign.

    >>> _signed(0.01), _signed(-0.00004)
    ('+0.01', '0')
    """
    text = style.number(value, 4)
    return text if text.startswith("−") or text == "0" else f"+{text}"
