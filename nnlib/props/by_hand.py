"""One training step as one does it on paper: the numbers to work out, and what slips would give.

Nothing here calls `Network.backward`: every number is computed from those that stand before it.
"""

from typing import NamedTuple

import numpy as np

from .. import inputs
from ..losses import LOSSES


class Part(NamedTuple):
    """A part of the step: `numbers` {label: value} to work out, and the `slips`
    {label: {sentence: value}} with what a typical slip would give."""

    numbers: dict
    slips: dict


class Step:
    """A step of SGD on one sample x (n_0,), y, with the squared loss, at the learning rate `rate`.

    Its parts, in the order of the work: `forward`, `output`, `hidden`, `weights`, `update`; each
    may be given to `nnlib.widgets.fill_in`. Raises ValueError for several samples, biases, more
    than one output, other than one hidden layer, and fewer than three inputs or two hidden nodes.
    Source: ledger `2.1`-`3.6b`.

    >>> from nnlib import student_network, student_sample
    >>> step = Step(student_network(), *student_sample())
    >>> [round(value, 4) for value in step.hidden.numbers.values()]
    [-0.0041, -0.0043]
    """

    def __init__(self, net, x, y, rate=1.0):
        X = inputs.samples(x, net.sizes[0])
        n_in, *hidden, n_out = net.sizes
        small = len(hidden) == 1 and hidden[0] >= 2 and n_in >= 3 and n_out == 1
        if len(X) > 1 or net.biases or not small:
            raise ValueError(
                f"a step by hand takes one sample, one hidden layer of two nodes or more, three "
                f"inputs or more, one output and no biases; this is {net!r} with {len(X)} "
                f"samples. Give X[0], or another network."
            )
        self.x, self.W, self.v = X[0], net.W[1], net.W[2][0]
        self.y = float(inputs.labels(y, 1, 1, LOSSES["squared"])[0, 0])
        self.g, self.g_out = net.g[1], net.g[2]
        self.z, self.z_out = self.W @ self.x, self.v @ self.g(self.W @ self.x)
        self.h, self.p = self.g(self.z), self.g_out(self.z_out)
        self.error, self.bend = self.p - self.y, self.g_out.derivative(self.z_out)
        self.dz_out = self.error * self.bend  # 3.1
        self.dh = self.dz_out * self.v
        self.dz = self.dh * self.g.derivative(self.z)  # 3.5
        self.rate = inputs.scalar(rate, "rate")

    @property
    def forward(self):
        z1, z2, h1, h2 = "$z_1^{(1)}$", "$z_2^{(1)}$", "$h_1^{(1)}$", "$h_2^{(1)}$"
        no_g, bent = "That is $z$: put it into $g$.", "That is the slope $g'(z)$: we want $g(z)$."
        sign, slopes = "Mind the sign of the inputs.", self.g.derivative(self.z)
        unsigned = self.W @ np.abs(self.x)
        z_for_h = "You added up weighted $z$. What leaves a node is $h = g(z)$."
        return _part(
            {
                z1: (self.z[0], {"These weights lead into node 2.": self.z[1], sign: unsigned[0]}),
                z2: (self.z[1], {"These weights lead into node 1.": self.z[0], sign: unsigned[1]}),
                h1: (self.h[0], {no_g: self.z[0], bent: slopes[0]}),
                h2: (self.h[1], {no_g: self.z[1], bent: slopes[1]}),
                "$z$": (
                    self.z_out,
                    {z_for_h: self.v @ self.z, "The weights are missing.": self.h.sum()},
                ),
                "$g(z)$": (self.p, {no_g: self.z_out, bent: self.bend}),
                r"$\mathrm{Loss}$": (
                    0.5 * self.error**2,
                    {
                        r"The $\frac12$ is missing.": self.error**2,
                        "Take the square of the difference.": 0.5 * self.error,
                    },
                ),
            }
        )

    @property
    def output(self):
        whole = {
            "Rates of steps in a row are multiplied.": self.error + self.bend,
            "$g'(z)$ is missing.": self.error,
        }
        return _part(
            {
                _slope("g(z)"): (
                    self.error,
                    {"That is the loss: we want its slope.": 0.5 * self.error**2},
                ),
                "$g'(z)$": (
                    self.bend,
                    {
                        "That is $g(z)$.": self.p,
                        "You put $g(z)$ into $g'$. It takes $z$.": self.g_out.derivative(self.p),
                    },
                ),
                _slope("z"): (self.dz_out, whole),
            }
        )

    @property
    def hidden(self):
        bend = self.g.derivative(self.z)
        return _part(
            {
                _slope(f"z_{i + 1}^{{(1)}}"): (
                    self.dz[i],
                    {
                        "That is the slope by $h$: $g'$ is missing.": self.dh[i],
                        "The weight is missing.": self.dz_out * bend[i],
                        "You multiplied by $h$ in place of $g'$.": self.dh[i] * self.h[i],
                        "You put $h$ into $g'$. It takes $z$.": self.dh[i]
                        * self.g.derivative(self.h[i]),
                    },
                )
                for i in (0, 1)
            }
        )

    @property
    def weights(self):
        """The slopes by the two weights into the output, and by those from x_1 and x_3 to node 1.

        >>> from nnlib import student_network, student_sample
        >>> step = Step(student_network(), *student_sample())
        >>> [round(value, 4) for value in step.weights.numbers.values()]
        [-0.0383, -0.0318, -0.0062, 0.0021]
        """
        weight = "You multiplied by the weight. Multiply by what enters the edge."
        z_for_h = "You multiplied by $z$. What enters the edge is $h$."
        of_h = "You took the slope by $h$: take that by $z$."
        found = {
            _slope(f"W_{{1{j + 1}}}^{{(2)}}"): (
                self.dz_out * self.h[j],
                {weight: self.dz_out * self.v[j], z_for_h: self.dz_out * self.z[j]},
            )
            for j in (0, 1)
        }
        for j in (0, 2):
            found[_slope(f"W_{{1{j + 1}}}^{{(1)}}")] = (
                self.dz[0] * self.x[j],
                {of_h: self.dh[0] * self.x[j], weight: self.dz[0] * self.W[0, j]},
            )
        return _part(found)

    @property
    def update(self):
        """The new weights into the output from nodes 1 and 2."""
        steps = self.rate * self.dz_out * self.h
        return _part(
            {
                f"new $W_{{1{j + 1}}}^{{(2)}}$": (
                    self.v[j] - steps[j],
                    {
                        "That is the old weight plus the slope: it climbs.": self.v[j] + steps[j],
                        "That is the change. Add it to the old weight.": -steps[j],
                    },
                )
                for j in (0, 1)
            }
        )


def _part(numbers):
    """{label: (value, slips)} as a `Part`."""
    return Part(
        {label: float(value) for label, (value, _) in numbers.items()},
        {
            label: {said: float(wrong) for said, wrong in slips.items()}
            for label, (_, slips) in numbers.items()
        },
    )


def _slope(by):
    return rf"$\partial\mathrm{{Loss}}/\partial {by}$"
