"""The catalogue of misconceptions: what a student may have believed, and where to read again.

A task says which entries apply to it and how each changes its formula; a wrong answer that equals
exactly one of them is named. The same entries are the mutants that the tests apply to every task.
"""

from typing import NamedTuple


class Misconception(NamedTuple):
    """`belief`: what the student took for true. `hint`: what to look at, without the answer."""

    id: str
    belief: str
    hint: str


_ALL = (
    Misconception(
        "transposed",
        "W_ij goes from node i to node j",
        "Your W looks transposed. W_ij goes from node j to node i: the row is where the edge ends.",
    ),
    Misconception(
        "own-index",
        "in Σ_j W_ij x_j the input carries the index of the node, x_i",
        "You multiply by x_i inside the sum over j. Which index does the sum run over? (E1)",
    ),
    Misconception(
        "no-activation",
        "h is z: the activation can be left out",
        "The activation g is missing somewhere: h = g(z), not z.",
    ),
    Misconception(
        "no-output-activation",
        "the output node has no activation",
        "The last step is missing: the prediction is h(x; W) = g(z), not z.",
    ),
    Misconception(
        "extra-activation",
        "z already contains the activation",
        "You applied g once too often: z is the value before the activation.",
    ),
    Misconception(
        "sum-of-activations",
        "g of a sum is the sum of the g's",
        "You applied g to each term and then added. First add, then apply g once.",
    ),
    Misconception(
        "wrong-layer",
        "the weights of a layer carry the number of the layer they come from",
        "These are the weights of another layer. W^(k) ends in layer k.",
    ),
    Misconception(
        "mean",
        "a node takes the mean of what reaches it",
        "Your values are too small by the number of nodes below: a node adds, it does not average.",
    ),
)

CATALOGUE = {entry.id: entry for entry in _ALL}
