"""The eight ways to multiply two arrays, each drawn to scale: which fit, and which is right."""

import numpy as np
from matplotlib.patches import Rectangle

from nnlib import inputs

from . import style
from .picture import figure, finish, styled

_PANEL, _UNIT = (2.3, 1.55), 0.66  # inches: a panel, and the longest side of an array in it


@styled
def arrangements(arrays, wanted):
    """All products of two arrays {name: array} with each of them as it is or turned (`.T`).

    Each is drawn as two boxes, their sides as long as their sizes. Where the inner sizes are
    equal there is a product: it has another shape than `wanted`, its shape and other numbers, or
    it is what is wanted. Raises ValueError unless there are two arrays with rows and columns.

    >>> dz, h = np.ones((3, 1)), np.ones((3, 2))
    >>> print(arrangements({"dz": dz, "h": h}, dz.T @ h).alt)
    The 8 products of dz (3 × 1) and h (3 × 2). dz @ h: 1 and 3 do not meet. dz @ h.T: 1 and 2 do
    not meet. dz.T @ h: (1, 2), right. dz.T @ h.T: 3 and 2 do not meet. h @ dz: 2 and 3 do not
    meet. h @ dz.T: 2 and 1 do not meet. h.T @ dz: (2, 1), another shape. h.T @ dz.T: 3 and 1 do
    not meet.
    """
    ways = list(_ways(_two(arrays)))
    fig = figure(4 * _PANEL[0], 2 * _PANEL[1])
    longest = max(max(array.shape) for array in arrays.values())
    said = []
    for place, (name, left, right) in enumerate(ways):
        ax = fig.add_axes([place % 4 / 4, 0.5 * (place < 4), 0.25, 0.5])
        ax.set(xlim=(0, _PANEL[0]), ylim=(0, _PANEL[1]))
        ax.axis("off")
        verdict, is_right = _verdict(left, right, wanted)
        _draw(ax, left.shape, right.shape, _UNIT / longest)
        middle = _PANEL[0] / 2
        weight = "bold" if is_right else "normal"
        ax.text(middle, 1.4, name, ha="center", va="center", family="DejaVu Sans Mono", size=11)
        mark = "✓ " if is_right else "✗ "
        color = style.MINUS if is_right else style.INK
        words = mark + verdict
        ax.text(middle, 0.17, words, ha="center", va="center", size=9.5, weight=weight, color=color)
        said.append(f"{name}: {verdict}.")
    sizes = " and ".join(f"{name} ({a.shape[0]} × {a.shape[1]})" for name, a in arrays.items())
    return finish(fig, f"The 8 products of {sizes}. {' '.join(said)}")


def _two(arrays):
    if len(arrays) != 2 or any(np.ndim(array) != 2 for array in arrays.values()):
        shapes = ", ".join(f"{name} {np.shape(array)}" for name, array in arrays.items())
        raise ValueError(f"two arrays with rows and columns are wanted, but these came: {shapes}.")
    return {name: inputs.numbers(array, name) for name, array in arrays.items()}


def _ways(arrays):
    names = list(arrays)
    for first, second in (names, names[::-1]):
        for left in (first, f"{first}.T"):
            for right in (second, f"{second}.T"):
                turned = [
                    arrays[name.removesuffix(".T")].T if name.endswith(".T") else arrays[name]
                    for name in (left, right)
                ]
                yield f"{left} @ {right}", *turned


def _verdict(left, right, wanted):
    """What comes of it in words, and whether it is what is wanted."""
    inner = left.shape[1], right.shape[0]
    if inner[0] != inner[1]:
        return f"{inner[0]} and {inner[1]} do not meet", False
    found = left @ right
    if found.shape != np.shape(wanted):
        return f"{found.shape}, another shape", False
    is_right = bool(np.allclose(found, wanted, rtol=1e-9, atol=0))
    return f"{found.shape}, {'right' if is_right else 'wrong numbers'}", is_right


def _draw(ax, left, right, unit):
    """Two boxes side by side; the sides that must be equal are thick."""
    fits, middle, gap = left[1] == right[0], 0.77, 0.42
    width = unit * (left[1] + right[1]) + gap
    start = (_PANEL[0] - width) / 2
    for (rows, columns), x in ((left, start), (right, start + unit * left[1] + gap)):
        corner = (x, middle - unit * rows / 2)
        color = style.BELOW[3] if fits else style.FAINT
        box = Rectangle(corner, unit * columns, unit * rows, facecolor=color, edgecolor=style.INK)
        ax.add_patch(box)
    top = middle + unit * left[0] / 2
    inner = {"color": style.MINUS if fits else style.PLUS, "linewidth": 3}
    ax.plot([start, start + unit * left[1]], [top, top], **inner)
    x = start + unit * left[1] + gap
    ax.plot([x, x], [middle - unit * right[0] / 2, middle + unit * right[0] / 2], **inner)
    small = {"ha": "center", "size": 9, "color": inner["color"], "weight": "bold"}
    ax.text(start + unit * left[1] / 2, top + 0.03, str(left[1]), va="bottom", **small)
    ax.text(x - 0.09, middle, str(right[0]), va="center", **small)
