"""Things that come one per layer, under the layer's number on paper."""

from . import inputs


class Layers:
    """One thing per layer; `things[k]` is the one whose superscript on paper is (k).

    `W` and `z` start at layer 1 and `h` at layer 0, so `W[0]` does not exist and says so, and
    neither does `W[-1]`: a layer has one number. Iterating goes from the input to the output.
    Source: ledger `defs`.

    >>> z = Layers("z", {1: "first", 2: "last"})
    >>> z[1], len(z), list(z)
    ('first', 2, ['first', 'last'])
    """

    def __init__(self, name, by_layer):
        self._name = name
        self._by_layer = by_layer

    def __getitem__(self, k):
        try:
            return self._by_layer[k]
        except (KeyError, TypeError):
            raise IndexError(self._no_such_layer(k)) from None

    def _no_such_layer(self, k):
        first, last = min(self._by_layer), max(self._by_layer)
        at_input = isinstance(k, int) and k == 0 and self._name in ("W", "z")
        hint = " The input's values are h[0]." if at_input else ""
        return f"{self._name}[{k!r}] does not exist: k runs from {first} to {last}.{hint}"

    def __delitem__(self, k):
        raise TypeError(f"{self._name}[{k!r}] cannot be deleted: every layer keeps its own.")

    def __iter__(self):
        return iter(self._by_layer.values())

    def __len__(self):
        return len(self._by_layer)

    def items(self):
        """Pairs (k, thing)."""
        return self._by_layer.items()

    def __repr__(self):
        shown = (f"{self._name}[{k}]: {getattr(a, 'shape', a)}" for k, a in self.items())
        return f"<{', '.join(shown)}>"


class Weights(Layers):
    """The weights: `W[k]` is an array (n_k, n_{k-1}), and `W[k] = values` sets it.

    Values are copied and checked. With biases, column 0 holds the weights of the constant node.
    """

    def __setitem__(self, k, values):
        old = self[k]
        new = inputs.numbers(values, f"W[{k}]")
        if new.shape != old.shape:
            raise ValueError(
                f"W[{k}] has shape {old.shape} here, one row per node of layer {k} and one column "
                f"per node of layer {k - 1} (its constant node included, where there are biases), "
                f"but the new values have shape {new.shape}."
                + (" Did you mean its transpose, .T?" if new.T.shape == old.shape else "")
            )
        old[...] = new
