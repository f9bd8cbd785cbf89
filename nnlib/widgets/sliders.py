"""One slider per weight of a network, in rows: one row per node that weights lead to."""

import math

import ipywidgets
from ipywidgets import Layout

from nnlib.plots.layout import edge_keys
from nnlib.plots.words import short_name, weight_name

from .controls import dropdown

_STEP_DECIMALS = 1  # sliders go in steps of 0.1
_REACH = 6.0
# As many columns of sliders as have room for a long track, and two of shorter ones on a small page.
COLUMNS = "repeat(auto-fill, minmax(clamp(200px, 48%, 286px), 1fr))"
_ON_A_LINE, _MOST_LINES = 3, 6  # more lines than this, and they are out of view: the rest is folded


class WeightSliders:
    """Sliders for the weights of `net`, in `sliders` by (k, i, j), and in the `box` by node.

    `sync(net)` puts each at its weight, rounded to a step of the slider, and `moved` says what
    the reader's hand made of a weight. While the sliders `rest`, they stand still. Where there are
    too many, those into one node are shown; `node`, a menu, says which: None where all are.
    """

    def __init__(self, net):
        self.resting = False
        self.sliders = {key: self._slider(key) for key in edge_keys(net)}
        self.sync(net)
        nodes = [(k, i) for k in range(1, net.L + 2) for i in range(1, net.sizes[k] + 1)]
        self._rows = {node: self._row(node) for node in nodes}
        self.node = self._menu() if self._lines() > _MOST_LINES else None
        parts = [*([self.node] if self.node else []), *self._rows.values()]
        self.box = ipywidgets.VBox(parts, layout=Layout(width="100%"))

    def _slider(self, key):
        k, i, j = key
        return ipywidgets.FloatSlider(
            min=-_REACH,
            max=_REACH,
            step=10**-_STEP_DECIMALS,
            description=f"$W^{{({k})}}_{{{i}{j}}}$",
            tooltip=weight_name(k, i, j),
            readout_format=f"+.{_STEP_DECIMALS}f",
            layout=Layout(width="auto", height="24px", margin="1px 2px"),
            style={"description_width": "42px"},
        )

    def _into(self, node):
        return [slider for key, slider in self.sliders.items() if key[:2] == node]

    def _name(self, node):
        only = node[0] == self._net.L + 1 and self._net.sizes[-1] == 1
        return "output" if only else short_name("h", *node)

    def _row(self, node):
        title = ipywidgets.HTML(f"→ {self._name(node)}", layout=Layout(width="64px", height="24px"))
        title.add_class("nnlib-into")
        grid = Layout(grid_template_columns=COLUMNS, flex="1 1 0", overflow="hidden")
        return ipywidgets.HBox([title, ipywidgets.GridBox(self._into(node), layout=grid)])

    def _lines(self):
        return sum(-(-len(self._into(node)) // _ON_A_LINE) for node in self._rows)

    def _menu(self):
        nodes, tip = {self._name(node): node for node in self._rows}, "the node that they lead to"
        menu = dropdown("weights into", nodes, next(iter(self._rows)), tip, "190px")
        menu.observe(lambda change: self._fold(change["new"]), "value")
        self._fold(menu.value)
        return menu

    def _fold(self, shown):
        for node, row in self._rows.items():
            row.layout.display = None if node == shown else "none"

    def unfold(self, node):
        """Show the sliders of the weights into `node`."""
        if self.node and node in self._rows:
            self.node.value = node

    def sync(self, net):
        """Put every slider that does not rest at its weight, with room beyond the usual range."""
        self._net, self._synced = net, {key: net.weight(*key) for key in self.sliders}
        if not self.resting:
            for key, slider in self.sliders.items():
                _place(slider, _stepped(self._synced[key]))

    def move(self, key, value):
        """Move a slider as a hand does, as far as it goes."""
        slider = self.sliders[key]
        if not self.resting:
            slider.value = _as_the_browser_says(min(max(value, slider.min), slider.max), slider.max)

    def rest(self, resting):
        """Let all sliders rest, where no hand can move them, or wake them at their weights."""
        self.resting = resting
        self.sync(self._net)
        for slider in self.sliders.values():
            slider.disabled = resting

    def moved(self, key, value):
        """The weight W^(k)_ij that a slider at `value` asks for; None if this is no move by hand.

        Within the step of its weight it is none, nor is what the browser sends while the sliders
        rest: that is late. Back at the step of the last `sync`, it is that weight, every digit.
        """
        exact = self._synced[key]
        if self.resting or _same_step(value, self._net.weight(*key)):
            return None
        return exact if _same_step(value, exact) else _stepped(value)


def _stepped(value):
    return round(value, _STEP_DECIMALS)


def _same_step(a, b):
    return math.isclose(_stepped(a), _stepped(b), rel_tol=1e-9)  # a huge number has no steps


def _place(slider, value):
    """Set value and range in one message, in an order in which the value is never outside."""
    reach = _REACH if abs(value) <= _REACH else 2.0 * math.ceil(abs(value))
    with slider.hold_sync():
        if reach > slider.max:
            slider.min, slider.max = -reach, reach
        slider.value = _as_the_browser_says(value, reach)
        slider.min, slider.max = -reach, reach


def _as_the_browser_says(value, reach):
    """`value` to the last digit as noUiSlider, which is the slider in the browser, computes it.

    A slider that is set to another number answers with its own; and when that answer arrives,
    training may have gone on, so that it would undo a step.

    >>> _as_the_browser_says(1.4, 6.0), _as_the_browser_says(-0.3, 6.0)
    (1.4000000000000004, -0.2999999999999998)
    """
    step = 100 * 10**-_STEP_DECIMALS / (2 * reach)  # all in percent of the track
    place = round(100 * (value + reach) / (2 * reach) / step) * step
    return reach if place >= 100 else place * (2 * reach) / 100 - reach
