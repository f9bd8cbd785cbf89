"""Controls of ipywidgets, each with a name that is seen whole and a tooltip that says more."""

import ipywidgets
from ipywidgets import Layout

from nnlib import ACTIVATIONS
from nnlib.plots.style import significant


def control(kind, name, tooltip, width, **traits):
    """A control of ipywidgets' class `kind`, with its name beside it."""
    layout = Layout(width=width, margin="2px 12px 2px 2px")
    style = {"description_width": "initial"}
    return kind(description=name, tooltip=tooltip, layout=layout, style=style, **traits)


def dropdown(name, options, value, tooltip, width="150px"):
    """A choice among `options`: values, or a dict {what is read: value}."""
    kind = ipywidgets.Dropdown
    return control(kind, name, tooltip, width, options=options, value=value)


def activation_menu(name, current, tooltip, width="150px"):
    """A choice among the activations by their names; `current`, if it is one's own, is there too.

    Its value is what `nnlib.Network` takes as g.
    """
    own = {} if ACTIVATIONS.get(current.name) is current else {current.name: current}
    options = {**{known: known for known in ACTIVATIONS}, **own}
    return dropdown(name, options, own.get(current.name, current.name), tooltip, width)


def choice_slider(name, values, tooltip, width, **traits):
    """A slider over `values`: numbers, or pairs (what is read, value)."""
    options = [v if isinstance(v, tuple) else (significant(v), v) for v in values]
    return control(ipywidgets.SelectionSlider, name, tooltip, width, options=options, **traits)


def rate_field(value, most):
    """A field for the learning rate η, up to `most`."""
    return control(
        ipywidgets.BoundedFloatText, "rate η", "learning rate η of a step", "125px",
        value=value, min=0.0001, max=most, step=0.1,
    )  # fmt: skip


def row(*children):
    """Controls side by side, on several lines where the page is narrow."""
    layout = Layout(display="flex", flex_flow="row wrap", align_items="center")
    return ipywidgets.Box(children, layout=layout)


def close(control):
    """Close a control for good, with all in it: ipywidgets would keep its layout and style."""
    for child in getattr(control, "children", ()):
        close(child)
    for part in (control.layout, getattr(control, "style", None), control):
        if part is not None:
            part.close()
