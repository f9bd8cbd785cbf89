"""The catalogue of misconceptions: what a student may have believed, and where to look again.

A task says which entries apply to it and what answer each gives; a wrong answer that equals exactly
one of them is named. The same entries are the mutants that the tests apply to every task, and
the page of common errors for teachers is made from them.
"""

import re
from typing import NamedTuple


class Misconception(NamedTuple):
    """`belief`: what the student took for true. `change`: what that does to the formula.

    `hint`: what the student reads; it says where to look and does not give the answer.
    """

    id: str
    belief: str
    change: str
    hint: str


# id: belief; below it the change, then the hint, which may go on in more lines.
_ENTRIES = """
# counting and shapes
biases-counted: every network has biases
    n_(k-1) + 1 weights into a node instead of n_(k-1)
    You count one weight too many per node. This network has no biases.
nodes-counted: a weight belongs to a node
    one weight per node instead of one per edge
    You counted nodes. A weight sits on an edge, and every node has many.
output-forgotten: only the hidden layers have weights
    Σ over k = 1 … L instead of k = 1 … L+1
    You left out the edges into the output node.
transposed: W_ij goes from node i to node j
    W_ji for W_ij, Wᵀ for W
    Rows and columns look exchanged. W_ij goes from node j to node i: the row is where the edge
    ends.
samples-in-columns: samples are columns
    (n_k, n) for (n, n_k)
    You put samples into columns. Here each sample is one row.
per-sample: ∂J/∂W has one entry per sample
    (n, …) for the mean over the n samples
    You keep one gradient per sample. J is one number for all samples, and so is its slope for each
    weight.

# forward propagation
own-index: inside a product for node i, everything carries the index i
    x_i for x_j, h_i for h_j
    One index is the wrong one: you take the value with the node's own index. Which node does the
    edge come from? (E1, E2)
other-node: a column or another row of weights belongs to the node
    W_1j for W_2j
    These are the weights of another node.
weights-ignored: a node adds its inputs as they are
    Σ_j x_j for Σ_j W_ij x_j
    You added the inputs without their weights.
signs-ignored: a weight only says how strong an edge is
    |W| for W
    A weight has a sign, too. Which of these are negative?
strongest-only: the strongest input decides
    max for Σ
    You took the largest term only. A node adds up all that reaches it.
mean: a node takes the mean of what reaches it
    Σ_j / n for Σ_j
    Your value is divided by the number of inputs: a node adds, it does not average.
no-activation: h is z: the activation can be left out
    z for g(z) everywhere
    The activation g is missing: what leaves a node is not what reaches it.
no-output-activation: the output node has no activation
    z for g(z) at the output
    The last step is missing: z is not yet the prediction.
extra-activation: z already contains the activation
    g(z) for z
    You applied g once too often: z is the value before the activation.
input-activated: the input layer has an activation, too
    g(x) for x
    You applied g to the input. Layer 0 passes x on as it is.
sum-of-activations: g of a sum is the sum of the g's
    Σ g(…) for g(Σ …)
    You applied g to each term and then added. First add, then apply g once.
names-exchanged: h reaches the node and z leaves it
    z and h exchanged
    z and h are exchanged: which of them is the value before the activation? (E4)
wrong-layer: the weights W^(k) leave layer k
    W^(k+1) for W^(k)
    These weights belong to another layer. W^(k) ends in layer k.

# loss and steps
sum-for-mean: J is the sum over the samples
    1/n missing
    Your answer is n times too large: J is the mean over the samples, not their sum.
extra-n: every derivative is divided by n
    an extra 1/n
    You divided by n once too often. Where does the mean over the samples come in?
one-sample: one sample stands for all
    Loss of sample 1 for the mean of all
    Only one sample counts in your answer. Every sample has a share in J. (E6)
no-half: the squared loss is (p - y)²
    factor 2
    A factor 2 too much: look for the ½ in this course's squared loss.
half-kept: the ½ of the loss survives in the slope
    factor ½
    A factor ½ too much: what becomes of the ½ when you take the slope of a square?
mean-squared-first: the square of a mean is the mean of the squares
    ½ (mean of p - y)² for the mean of ½ (p - y)²
    You took the mean first and squared it then. Errors of unlike sign cancel that way.
absolute: a loss is a distance
    |p - y| for ½ (p - y)²
    This is the mean distance. Which function of p - y is the squared loss?
climbs: one follows the slope
    + η ∂Loss/∂W for - η ∂Loss/∂W
    This step goes uphill. The slope points to where the loss grows. (E13)
no-rate: the step is the slope
    η missing
    The learning rate is missing: it says how far along the slope the step goes.
replaced: the step is the new weight
    - η ∂Loss/∂W for W - η ∂Loss/∂W
    This is the step alone. Where does it start from?
node-slope: a weight follows the slope of its node
    ∂Loss/∂z_i for ∂Loss/∂W_ij
    You step along the slope for z. Each weight has a slope of its own.
always-downhill: a step against the slope always lowers J
    any rate will do
    A step can be so long that it crosses the valley. How far does this one go?
updated-early: each layer may be updated as soon as its gradient is known
    the new W^(k+1) in ∂Loss/∂z^(k)
    You changed the weights of a layer before the layers below had used them.

# slopes at the output
sign: the error is y - p
    factor -1
    The sign is turned round. Does the loss grow or shrink when this value grows?
loss-positive: the slope of a positive function is positive
    |∂Loss/∂z| for ∂Loss/∂z
    A loss is never negative, but its slope may be: think of p below y.
missing-slope: h changes as fast as z
    g' missing
    A slope of g is missing: a change of z reaches the loss only through g.
missing-output-slope: ∂Loss/∂z is p - y, whatever g is
    g'(z) of the output missing
    At the output a slope of g is missing: z reaches the loss only through p = g(z).
missing-loss-slope: ∂Loss/∂z is g'(z)
    ∂Loss/∂g(z) missing
    Only the slope of g is there. How does the loss change with the prediction?
slope-at-h: g' is taken at what the node gives out
    g'(h) for g'(z)
    You take the slope of g at another place than g itself is taken. What goes into g? (E4)
value-for-slope: the derivative of g(z) is g(z)
    g for g'
    There is g where its slope belongs.
z-for-p: the loss compares z with y
    z for g(z) in the loss
    You compare y with z. With what does the loss compare it?
other-loss: every loss has the slope p - y
    the slope of the squared loss for that of the log loss
    This is the slope of another loss. Start again from the formula of the log loss.
slope-twice: each step down brings its g' again
    an extra g'
    One slope of g too many: ∂Loss/∂z already holds it.

# weights
missing-h: ∂z/∂W is 1
    h_j missing
    You stopped at the node. By what is the weight multiplied in z?
weight-for-h: ∂(W h)/∂W is W
    W_ij for h_j
    You kept the weight and lost its partner: in the slope of a product W·h for W, what is left?
z-for-h: a weight multiplies z
    z_j for h_j
    The weight does not multiply z. What leaves the node below? (E4)
layer-h: W^(k) multiplies h^(k)
    h^(k) for h^(k-1)
    This activation is of the wrong layer. Where does the edge start?
layer-above: everything of W^(k) belongs to layer k+1
    ∂Loss/∂z^(k+1) · h^(k) for ∂Loss/∂z^(k) · h^(k-1)
    This is the slope for a weight one layer above. In which layer does the edge end?
indices-exchanged: W_ij starts at i and ends at j
    ∂Loss/∂z_j · h_i for ∂Loss/∂z_i · h_j
    i and j are exchanged. At which of them does the edge end?
means-multiplied: the mean of a product is the product of the means
    mean(∂Loss/∂z) · mean(h) for mean(∂Loss/∂z · h)
    You took both means first and multiplied them then. The order matters.

# hidden nodes
missing-weight: a slope passes an edge unchanged
    W^(k+1) missing
    The weight of an edge is missing: it says how much of a change passes.
wrong-weights: the slope comes in over the weights that end in the node
    W^(k) for W^(k+1)
    These weights end in the node. By which edges does a change of it travel on to the loss? (E10,
    E11)
h-for-weight: ∂(W h)/∂h is h
    h_i for W_1i
    You kept h and lost the weight: in the slope of a product W·h for h, what is left?
slope-above: each edge takes the slope of the node it leads to
    g'(z^(k+1)) for g'(z^(k))
    This slope of g belongs to the node above, where ∂Loss/∂z already holds it.
one-path: a node reaches the loss by one path
    one term for Σ_i
    Only one path counts in your answer. Follow every edge that leaves the node.
layer-below: the sum runs over the nodes that feed the node
    n_(k-1) for n_(k+1) terms
    You counted the nodes below. Where does a change of this node travel to?
own-layer: the sum runs over the node's own layer
    n_k for n_(k+1) terms
    You counted the nodes beside it. Where does a change of this node travel to?
paths-added: the edges of two layers are added, not multiplied
    n_(k+1) + n_(k+2) for n_(k+1) · n_(k+2) paths
    You added where each way to the first node goes on in every way from there.
"""


def _read(entries):
    for entry in re.findall(r"^\w.*(?:\n    .*)+", entries, re.MULTILINE):
        first, change, *hint = map(str.strip, entry.splitlines())
        yield Misconception(*first.split(": ", 1), change, " ".join(hint))


CATALOGUE = {entry.id: entry for entry in _read(_ENTRIES)}
