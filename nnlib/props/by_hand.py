"""One training step as one writes it on paper: each sum and each product with its numbers.

Nothing here calls `Network.backward`: every line is computed from the numbers that stand in it.
"""

from math import prod

import numpy as np

from .. import inputs
from ..losses import LOSSES


class Step:
    """A step of SGD with the squared loss, on one sample x (n_0,), y, at the learning rate `rate`.

    `forward`, `backward` and `update` are the lines to read. `dz[k]` and `dW[k]` are the slopes,
    and `after` is the network after the step; `net` itself stays as it is. Raises ValueError for
    several samples, biases, or more than one output. Source: ledger `3.1`-`3.6b`.

    >>> from nnlib import student_network, student_sample
    >>> print("\\n".join(Step(student_network(), *student_sample()).backward.splitlines()[:2]))
    3.1   ∂Loss/∂z = (-0.239) · (0.1819) = -0.0435
    3.2d  ∂Loss/∂W_11^(2) = (-0.0435) · (0.8808) = -0.0383
    """

    def __init__(self, net, x, y, rate=1.0):
        X = inputs.samples(x, net.sizes[0])
        if len(X) > 1 or net.biases or net.sizes[-1] > 1:
            raise ValueError(
                f"a step by hand takes one sample, one output and no biases; this is {net!r} with "
                f"{len(X)} samples. Give X[0], or a smaller network."
            )
        self.net, self.x = net, X[0]
        self.y = float(inputs.labels(y, 1, 1, LOSSES["squared"])[0, 0])
        self.rate = inputs.scalar(rate, "rate")
        self.forward = "\n".join(self._forward())
        self.backward = "\n".join(self._backward())
        self.after = net.copy()
        self.update = "\n".join(self._update())

    def _forward(self):
        last = self.net.L + 1
        self.h, self.slope = {0: self.x}, {}
        for k, W in self.net.W.items():
            pairs = [list(zip(row, self.h[k - 1], strict=True)) for row in W]
            z = np.array([sum(w * h for w, h in row) for row in pairs])
            self.h[k], self.slope[k] = self.net.g[k](z), self.net.g[k].derivative(z)
            for i, row in enumerate(pairs, start=1):
                names = ("z", "g(z)") if k == last else (f"z_{i}^({k})", f"h_{i}^({k})")
                total = " + ".join(_product(pair) for pair in row)
                value = _short(self.h[k][i - 1])
                yield f"{names[0]} = {total} = {_short(z[i - 1])}, {names[1]} = {value}"
        error = self.h[last][0] - self.y
        yield f"Loss = ½ · {_product([error, error])} = {_short(0.5 * error**2)}"

    def _backward(self):
        last = self.net.L + 1
        self.dz = {k: np.zeros(size) for k, size in enumerate(self.net.sizes) if k}
        self.dW = {k: np.zeros_like(W) for k, W in self.net.W.items()}
        top = self.h[last][0] - self.y, self.slope[last][0]
        yield self._line("3.1 ", "∂Loss/∂z", [top], self.dz[last], 0)
        for k in range(last, 0, -1):
            rule = "3.2d" if k == last else "3.3b" if k > 1 else "3.3c"
            for i, j in np.ndindex(self.dW[k].shape):
                name, factors = f"∂Loss/∂W_{i + 1}{j + 1}^({k})", (self.dz[k][i], self.h[k - 1][j])
                yield self._line(rule, name, [factors], self.dW[k], (i, j))
            for j in range(self.net.sizes[k - 1] if k > 1 else 0):
                column = zip(self.dz[k], self.net.W[k][:, j], strict=True)
                terms = [(dz, w, self.slope[k - 1][j]) for dz, w in column]
                yield self._line("3.5 ", f"∂Loss/∂z_{j + 1}^({k - 1})", terms, self.dz[k - 1], j)

    def _line(self, rule, name, terms, into, place):
        """One line: the sum of the products `terms`, which is also kept in `into[place]`."""
        into[place] = sum(map(prod, terms))
        return f"{rule}  {name} = {' + '.join(map(_product, terms))} = {_short(into[place])}"

    def _update(self):
        for k, W in self.net.W.items():
            self.after.W[k] = W - self.rate * self.dW[k]
            for i, j in np.ndindex(W.shape):
                step = _product([self.rate, self.dW[k][i, j]])
                new = _short(self.after.W[k][i, j])
                yield f"W_{i + 1}{j + 1}^({k}) ← {_short(W[i, j])} - {step} = {new}"


def _product(factors):
    return " · ".join(f"({_short(factor)})" for factor in factors)


def _short(value):
    """At most four decimals, and no zeros at the end.

    >>> _short(0.5), _short(-2.0), _short(0.76101), _short(-0.00001)
    ('0.5', '-2', '0.761', '0')
    """
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
