"""Widget: type an activation of your own, see its slope derived, and a network train with it."""

from html import escape

import ipywidgets
from ipywidgets import FloatSlider, Layout

from nnlib import Diverged, Network, sgd
from nnlib.plots.invention import REACH, Invention, Trained
from nnlib.symbolic import NotAFormula, above, activation

from .controls import control, row
from .shell import Shell

FAMOUS = {
    "silu": "z / (1 + exp(-z))",
    "gelu": "0.5*z*(1 + tanh(0.7979*(z + 0.044715*z**3)))",
    "leaky relu": "max(0.01*z, z)",
    "sine": "sin(z)",
}
FAILING = {
    "constant": "0.5",
    "step": "step(z)",
    "parabola": "z**2",
    "pole": "1/z",
}
_OTHER = "tanh"
_HIDDEN = 6
_CURVE = "sin(2*x)"
_TRAINING = {"loss": "log", "rate": 0.5, "steps": 800, "batch": 60}


class InventActivation(Shell):
    """A text box for g: its slope is derived, and a small network trains with it beside tanh.

    `formula` is what stands in the box at first; NotAFormula for one that is refused. The box is
    `text`, `z` the slider of the tangent, and `g` the activation that is shown. The network has
    two inputs, six hidden nodes with g and a sigmoid at the output; its task is `above`
    ("sin(2*x)"), and its weights start from `seed`.

    >>> InventActivation().picture.alt[:27]
    'g(z) = z / (1 + exp(-z)): a'
    """

    def __init__(self, formula=FAMOUS["silu"], seed=1):
        super().__init__()
        self.seed = seed
        self.X, self.y = above(_CURVE, _TRAINING["batch"], noise=0.05)
        self.scene = Invention(self._network(_OTHER), self.X, self.y, _OTHER)
        self._make_controls(formula)
        self._choose(formula, activation(formula))
        self.draw()

    def _make_controls(self, formula):
        tip = "a formula for g in z, such as z*tanh(z); press Enter to try it"
        self.text = control(
            ipywidgets.Text, "g(z) =", tip, "min(100%, 560px)",
            value=formula, continuous_update=False,
        )  # fmt: skip
        self.z = control(
            FloatSlider, "z", "z, where the tangent touches", "300px",
            value=1.0, min=-REACH, max=REACH, step=0.1, readout_format="+.1f",
        )  # fmt: skip
        self.answer(self.text, self._typed)
        self.answer(self.z, lambda _: self.draw())
        again = "train both networks from other weights"
        self.buttons = [
            *(self._formula_button(*pair, "a famous one") for pair in FAMOUS.items()),
            *(self._formula_button(*pair, "what goes wrong here?") for pair in FAILING.items()),
            self.button("other weights", again, self._other_weights),
        ]
        self.refusal = ipywidgets.HTML(layout=Layout(width="100%"))
        self.derivation = ipywidgets.HTMLMath(layout=Layout(width="100%", overflow="auto"))
        self.box.children = [
            row(self.text, self.z), row(*self.buttons), self.refusal, self.image, self.derivation,
        ]  # fmt: skip

    def _formula_button(self, name, formula, tip):
        return self.button(name, f"{tip}: {formula}", lambda: self._put(formula))

    def _put(self, formula):
        """Put a formula into the box, which tries it."""
        with self.setting():
            self.text.value = formula
        self._typed(formula)

    def _typed(self, formula):
        try:
            g = activation(formula)
        except NotAFormula as refused:
            self.refusal.value = f"<pre>{escape(refused.pointer)}</pre>"
            self.fail(f"{refused.sentence} The picture is still that of {self.g.name}.")
            return
        self._choose(formula, g)
        self.draw()

    def _choose(self, formula, g):
        self.g, self.refusal.value = g, ""
        self.own = self._train(g)
        self.derivation.value = g.html()

    def _other_weights(self):
        self.seed += 1
        self.own = self._train(self.g)
        self.draw()

    def _network(self, g):
        return Network([2, _HIDDEN, 1], [g, "sigmoid"], biases=True, seed=self.seed)

    def _train(self, g):
        """The network with g, trained; it is tanh's turn too, where the weights are new."""
        if getattr(self, "_other_seed", None) != self.seed:
            self._other_seed = self.seed
            self.other = self._run(self._network(_OTHER))
        return self._run(self._network(g))

    def _run(self, net):
        try:
            return Trained(net, sgd(net, self.X, self.y, **_TRAINING))
        except Diverged as diverged:
            return Trained(net, diverged.history, diverged=True)

    def draw(self):
        z = round(self.z.value, 1)
        self.show(self.drawn(self.scene, self.g, z, self.own, self.other), self._said())

    def _said(self):
        right = f"<b>{self.scene.map.correct()} of {len(self.X)} right</b>"
        if self.own.diverged:
            right += " &nbsp;·&nbsp; the run diverged: this g grows too fast for this rate"
        elif self.g.flat:
            right += " &nbsp;·&nbsp; its slope is 0: the hidden weights get no gradient"
        return f"{right} &nbsp;·&nbsp; the same network, data and steps for both"
