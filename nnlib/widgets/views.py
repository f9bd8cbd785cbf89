"""A place of a pass, made ready to be seen: the equation in symbols, in numbers, in words."""

from nnlib.plots.microscope import View
from nnlib.plots.style import number, significant

from .motion import motion

_MOST = 76  # letters on one line
_AGREE = 1e-9


def view(passed, place):
    """The `nnlib.plots.microscope.View` of a place of a `Pass`."""
    equation, value = passed.equation(place), passed.value(place)
    nodes, edges = passed.path(place)
    terms, total = passed.factors(place), significant(value, 4)
    numbers = _added(terms)
    forward = place.kind == "z"
    digits = number if forward else lambda shown: significant(shown, 2)
    verdict = _verdict(passed.product(place), value)
    texts = {key: digits(shown) for key, shown in passed.in_nodes(place).items()}
    return View(
        nodes=nodes,
        edges=edges,
        texts=texts,
        names={} if forward else {key: _slope_name(*key, passed.last) for key in texts},
        caption=_caption(passed, place),
        motion=motion(passed, place),
        rows=[
            (equation.id, _display(equation.general)),
            ("here", _display(f"{equation.left} = {equation.right}")),
            ("in numbers", f"{numbers} = {total}"),
            ("nnlib", f"{total}   {verdict}"),
        ],
        curve=lambda values: passed.curve(place, values),
        start=passed.start(place),
        slope=passed.slope(place),
        xname=f"${equation.variable}$",
        yname=f"${_h_of(equation.variable)}$" if forward else "Loss",
        description=f"{_way(place)}: {equation.id}, {equation.plain} = {numbers} = {total}; "
        f"nnlib gives {total}, {verdict}.",
    )


def _slope_name(k, i, last):
    """∂Loss/∂z of a node, in LaTeX; that of the output node is called z."""
    z = "z" if k == last else f"z_{{{i}}}^{{({k})}}"
    return rf"\dfrac{{\partial\mathrm{{Loss}}}}{{\partial {z}}}"


def _way(place):
    return f"{'Forward' if place.kind == 'z' else 'Backward'}, layer {place.k}"


def _h_of(variable):
    return f"g({variable})"


def _caption(passed, place):
    loss = f"Loss = {significant(passed.loss, 4)}"
    if place.kind == "z":
        last = f"; {loss}" if place.k == passed.last else ""
        return f"In the nodes: h, as far as layer {place.k}{last}"
    return f"At the nodes: ∂Loss/∂z, back to layer {place.k}; {loss}"


def _display(formula):
    return f"${formula}$".replace(r"\frac", r"\dfrac")


def _added(terms):
    """The terms as a sum of products; the middle of a long one is left out."""
    digits = 4 if len(terms) == 1 else 3
    texts = [" · ".join(_factor(value, digits) for value in term) for term in terms]
    left_out = 0
    while len(" + ".join(texts)) > _MOST and len(texts) > 2:
        left_out += 1
        del texts[-2]
    more = [f"… ({left_out} more) …"] * bool(left_out)
    return " + ".join([*texts[:-1], *more, texts[-1]])


def _factor(value, digits):
    text = significant(value, digits)
    return f"({text})" if text.startswith("−") else text


def _verdict(product, value):
    """Whether the factors give what nnlib gives, in words."""
    if abs(product - value) <= _AGREE * max(abs(product), abs(value)):
        return "✓ the same"
    # Where p rounds to 0 or 1, sigmoid and log loss are ∞ · 0.
    return "by the canceled form: the factors themselves overflow"
