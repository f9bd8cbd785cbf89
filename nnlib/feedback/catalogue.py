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
    These are the edges into the hidden nodes alone. The output node has edges, too.
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
layers-exchanged: the numbers of two layers may be exchanged
    the edges into the output node for those into a hidden node
    This is the number of another layer. How many edges end in the node that is asked for?
edges-out: edges belong to the node they leave
    1 edge out for n_(k-1) edges in
    You counted the edges that leave the node. Which edges end in it?
whole-layer: what holds for one node holds for its layer
    n_k · n_(k-1) for n_(k-1)
    This is the number for a whole layer. How many edges end in one node?
one-node-only: each layer has the weights of one node
    n_(k-1) for n_k · n_(k-1)
    You counted the edges of one hidden node only. Each of them has edges of its own.
samples-ignored: an array has the shape for one sample
    (n_k,) or (1, n_k) for (n, n_k)
    This is the shape for one sample. There is one row for each.
samples-in-weights: weights have a row for each sample
    (n, n_(k-1)) for (n_k, n_(k-1))
    The weights are the same for all samples: their shape does not depend on how many there are.
column-for-bias: every layer has a constant node
    (n_k, n_(k-1) + 1) for (n_k, n_(k-1))
    One column too many: these networks have no biases.
other-layer: the size of one layer serves for another
    n_(k-1) or n_(k+1) for n_k
    This is the size of another layer. Which layer is asked for?
flat: one row or one column needs no second size
    (n,) for (n, 1) or for (1, n)
    One of the two sizes is missing: it is an array with rows and columns, even if one of them is 1.
all-turned: up is down
    rises and falls exchanged
    All are turned round. What does a positive weight do with a larger input?
minus-ignored: the second path does not matter, or not its sign
    the first path alone, or + for - on the second
    Look again at the path over the second hidden node: it counts, too, and so does its minus.
half-moved: a node is the edges that lead into it
    edges in, but not out
    The edges out of them stayed: h_1 now meets the weight that was meant for h_2.
scaled: twice as much in and half as much out cancel
    2 W and ½ W for W
    That would be right without g, but tanh(2z) is not 2 tanh(z).
swap-seen: a network knows its nodes by their numbers
    another order of the nodes is another network
    A node that takes all its edges along is still the same node.
turn-seen: a sign that is turned is seen at the end
    - for + where two signs are turned
    tanh turns its sign with the sum, and the edge out of the node turns it back.
decay-for-training: smaller weights lower every error
    the error on the training points falls for rises
    λ pays for small weights with errors on the points.
decay-harms: smaller weights raise every error
    the error on fresh points rises for falls
    By heart, the network has learned chance, too. Which weights does it need for that?
decay-grows: a sum that is added grows
    the squared weights grow for shrink
    What training makes small now contains the squared weights. What becomes of them?
more-is-better: what helps a little helps more if there is more of it
    the error on fresh points falls for rises
    There is a too much of it: can such small weights still follow the moons?
first-sample: one prediction is asked for
    h of sample 1 for h of all samples
    Only the first sample is left. The output has one row for each sample.

# forward propagation
own-index: inside a product for node i, everything carries the index i
    x_i for x_j, h_i for h_j
    One index is the wrong one: you take the value with the node's own index. Which node does the
    edge come from?
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
    g is missing: what leaves a node is not what reaches it.
no-output-activation: the output node has no activation
    z for g(z) at the output
    The last step is missing: z is not yet the prediction.
extra-activation: z already contains the activation
    g(z) for z
    You applied g once too often. It comes after: what reaches a node is the sum itself.
input-activated: the input layer has an activation, too
    g(x) for x
    You applied g to the input. Layer 0 passes x on as it is.
sum-of-activations: g of a sum is the sum of the g's
    Σ g(…) for g(Σ …)
    You applied g to each term and then added. First add, then apply g once.
bias-sign: a bias of c puts a step at c
    g(s (x + c)) for g(s (x - c))
    Your steps stand on the other side of 0. For which x is s x + b equal to 0?
bias-unscaled: a bias moves a step by as much, whatever the weight is
    g(s x - c) for g(s (x - c))
    Your steps stand too near to 0. For which x is s x + b equal to 0?
heights-missing: every step is as high as g
    1 for the height of a step
    The heights are missing: step j counts heights[j].
steepness-missing: a step has a place only
    g(x - c) for g(s (x - c))
    The weight s is missing: a node computes g(s x + b).
steep-outside: a steep step is a large one
    s g(x - c) for g(s (x - c))
    Your steps are high, not steep. Where does the weight s act, before g or after it?
names-exchanged: h reaches the node and z leaves it
    z and h exchanged
    z and h are exchanged: which of them is the value before the activation?
wrong-layer: the weights W^(k) leave layer k
    W^(k+1) for W^(k)
    These weights belong to another layer. W^(k) ends in layer k.
overwritten: a loop remembers what it computed
    the last term for Σ
    Only the last term is left: each round of the loop writes over the one before.
returned-early: return waits for the end of the loop
    the first term for Σ
    Only the first term counts: where does the function return?
last-missing: range(n - 1) reaches the last
    Σ without its last term
    The last term is missing: where does your loop end?
first-missing: counting starts at 1
    Σ without its first term
    The first term is missing: in Python the first entry has the index 0.
fixed-length: every node has as many inputs
    Σ_j for j = 1 … 4 for Σ over all j
    Your sum always has the same number of terms. There may be any number of inputs.
weights-added: a weight is added
    w_j + x_j for w_j x_j
    You added the weights. What does a weight do with its input?
sums-multiplied: the sum of products is the product of sums
    Σ w · Σ x for Σ w x
    You added first and multiplied then. Multiply each pair first, then add.
never-negative: what reaches a node is never negative
    |Σ| for Σ
    Your answer is never negative: the sign of the sum is lost.
g-of-weights: g is applied to the weights
    g(W) h for W h
    You applied g to the weights. It is applied to what reaches the node.
g-of-inputs: a node applies g to its inputs
    g(h) for g(z)
    You applied g to what comes in. To what is it applied?
two-layers: every network has two layers
    layers 1 and 2 for 1 … L+1
    You go through two layers. There may be more or fewer: one for each entry of W.
only-at-the-end: only the output node has an activation
    g at layer L+1 only
    You applied g at the end only. Every layer applies it.
last-layer-missing: the last hidden layer is the output
    layers 1 … L for 1 … L+1
    The last layer is missing: where does your loop over the layers end?
sigmoid-assumed: g is the sigmoid
    p (1 - p) for g'(z)
    That is right for g = sigmoid only. The function for any g is given: use it.
tanh-assumed: g is tanh
    1 - p² for g'(z)
    That is right for g = tanh only. The function for any g is given: use it.

# loss and steps
sum-for-mean: J is the sum over the samples
    1/n missing
    Your answer is n times too large: J is the mean over the samples, not their sum.
extra-n: every derivative is divided by n
    an extra 1/n
    You divided by n once too often. Where does the mean over the samples come in?
nodes-for-samples: the mean runs over the nodes
    1/n_k for 1/n
    You divide by the number of nodes. Over what does the mean run?
one-sample: one sample stands for all
    Loss of sample 1 for the mean of all
    Only one sample counts in your answer. Every sample has a share in J.
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
    This step goes uphill. The slope points to where the loss grows.
no-rate: the step is the slope
    η missing
    The learning rate is missing: it says how far along the slope the step goes.
rate-spread: the rate belongs to all of the step
    η W for W
    The rate belongs to the slope, and to nothing else.
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
not-squared: the loss is half the error
    ½ (p - y) for ½ (p - y)²
    The square is missing: errors of unlike sign cancel.
root: one takes the root of the mean
    the root of the mean of (p - y)²
    You took a root. J is the mean of the losses as they are.
sum-for-difference: the error is p + y
    p + y for p - y
    You added p and y. How far apart are they?
squares-subtracted: the square of a difference is the difference of the squares
    p² - y² for (p - y)²
    You squared first and subtracted then. First the difference, then its square.
label-squared: a square reaches as far as one thinks
    p - y² for (p - y)²
    Only y is squared: a pair of brackets is missing.
largest: the worst sample decides
    max for the mean
    You took the largest loss. J is the mean of all.
sum-without-half: J is the sum of the squares
    Σ (p - y)² for 1/n Σ ½ (p - y)²
    Two things are missing: the ½ of the loss, and the mean over the n samples.
half-distance: a loss is half the distance
    ½ |p - y| for ½ (p - y)²
    You took the distance, and did not square it.
multiplied: a step multiplies the weight
    W · η ∂Loss/∂W for W - η ∂Loss/∂W
    You multiplied by the step. A step starts from the weight, and leads away from it.
own-slope: a weight is its own slope
    W - η W for W - η ∂Loss/∂W
    You step along the weights themselves. Where is the slope, dW?
rate-divided: a large rate makes a short step
    ∂Loss/∂W / η for η ∂Loss/∂W
    You divide by the rate. A larger rate makes a longer step.
unmoved: the weights change by themselves
    W for W - η ∂Loss/∂W
    The weights are as they were: no step is taken.
rate-assumed: the rate is always the same
    a number for η
    The rate is a number of your own. Use the one that is given.
output-layer-only: a step moves the last layer
    W^(L+1) moves, the others stay
    Only the last layer moved. Every layer takes a step.

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
    You take the slope of g at another place than g itself is taken. What goes into g?
value-for-slope: the derivative of g(z) is g(z)
    g for g'
    There is g where its slope belongs.
z-for-p: the loss compares z with y
    z for g(z) in the loss
    You compare y with z. With what does the loss compare it?
other-loss: every loss has the slope p - y
    the slope of the squared loss for that of another
    This is the slope of the squared loss. Which loss is asked for here?
canceled: what cancels once cancels always
    g(z) - y for Loss'(p, y) · g'(z)
    That is right for the log loss with the sigmoid. Here both are any.
slope-twice: each step down brings its g' again
    an extra g'
    One slope of g too many: each way through a g brings it once.
slopes-exchanged: Loss' takes the label first
    Loss'(y, p) for Loss'(p, y)
    In loss_prime the prediction comes first, then the label: loss_prime(p, y).
slopes-added: slopes along a path add up
    Loss' + g' for Loss' · g'
    You added the two slopes. One after the other, rates are multiplied.
slope-for-p: the loss compares the slope of g with y
    Loss'(g'(z), y) for Loss'(g(z), y)
    Inside loss_prime stands the slope of g. With what does the loss compare y?
flat-labels: a vector of labels fits beside a column of predictions
    y of shape (n,) for (n, 1)
    The labels have the shape (n,), the predictions (n, 1): put y into a column, y[:, None].
z-for-slope: the slope of g(z) is z
    z for g'(z)
    There is z where the slope of g belongs.
uncanceled: what is right on paper is right in floats
    Loss' · g' multiplied out for g(z) - y
    On paper it is right, but a float keeps 16 digits. At which z is the float p just 0 or 1?
one-term: the log loss has one term
    -y (1 - p) or (1 - y) p for both
    A term is missing: the loss has one with y and one with 1 - y. Each has a slope.

# weights
missing-h: ∂z/∂W is 1
    h_j missing
    You stopped at the node. By what is the weight multiplied in z?
weight-for-h: ∂(W h)/∂W is W
    W_ij for h_j
    You kept the weight and lost its partner: in the slope of a product W·h for W, what is left?
z-for-h: a weight multiplies z
    z_j for h_j
    The weight does not multiply z. What leaves the node below?
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

# biases and batches
bias-takes-input: a bias has an input, as every weight
    h_j for 1
    Here stands what another edge carries. What enters the edge of a bias?
bias-kept-still: only the weights learn
    0 for the slope of a bias
    The biases have no slope in your answer. They are weights, and they learn, too.
bias-summed: the mean is for the weights only
    Σ_t ∂Loss/∂z for 1/n Σ_t ∂Loss/∂z
    The slopes of the biases are n times too large. They belong to the same mean.
wrong-column: it does not matter which column goes
    column n_k left out for column 0
    You left out another column than that of node 0. Which node has no z?
all-for-batch: the mean is over all n samples
    1/n for 1/b
    You divide by the number of all samples. How many are in the batch?
batch-ignored: every step takes all samples
    all n samples for the b of the batch
    Samples that are not in the batch count in your answer.
first-rows: a batch is the first b samples
    samples 1 … b for those of the batch
    You took the first samples. Which ones are in the batch?

# hidden nodes
missing-weight: a slope passes an edge unchanged
    W^(k+1) missing
    The weight of an edge is missing: it says how much of a change passes.
wrong-weights: the slope comes in over the weights that end in the node
    W^(k) for W^(k+1)
    These weights end in the node. By which edges does a change of it travel on to the loss?
h-for-weight: ∂(W h)/∂h is h
    h_i for W_1i
    You kept h and lost the weight: in the slope of a product W·h for h, what is left?
slope-above: each edge takes the slope of the node it leads to
    g'(z^(k+1)) for g'(z^(k))
    This slope of g belongs to the node above, where ∂Loss/∂z already holds it.
slope-below: the slope of g is that of the node itself, whatever the derivative is by
    g'(z^(k)) for g'(z^(k+1))
    This slope of g belongs to the node itself. Which g lies between its h and the layer above?
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
    You added the ways of two layers. Each way into one layer goes on in every way of the next:
    what does one do with such numbers?
missing-node-slope: ∂Loss/∂W is h
    ∂Loss/∂z missing
    The slope of the loss, dz, is missing: how much does it matter to the loss?
extra-h: what leaves a node belongs in its slope
    an extra h
    h does not belong in it: nothing here is multiplied by what leaves the node.
slope-of-sum: slope and weight are added
    dz W + g' for dz W g'
    You added the slope of g. One after the other, rates are multiplied.
edges-counted: the sum runs over all edges between two layers
    n_k · n_(k+1) for n_(k+1) terms
    You counted all edges between two layers. The sum is for one node.
layer-start: a path may start at any node of the layer
    n_k times as many paths
    You counted the paths from all nodes of the layer. How many start at this one?
paths-stopped: a path ends at the next layer
    n_(k+1) for n_(k+1) · n_(k+2) paths
    You stopped at the next layer. Each of these ways goes on.
# several classes
each-alone: each class is asked by itself
    a sigmoid of each z for softmax
    Each of your shares looks at its own z alone. To what must the shares of a row add up?
plain-shares: a share is z over the sum of the z's
    z_i / Σ z_j for e^(z_i) / Σ e^(z_j)
    You shared out z itself, which may be negative. What makes it positive first?
down-the-column: the shares of a column add up to 1
    a sum over the samples for the sum over the classes
    You added over the samples. Which entries belong to one sample?
whole-table: all numbers of an array share one sum
    a sum over all entries for the sum over a row
    You added over all entries. Whose shares must add up to 1?
one-shift: one shift serves for all rows
    the largest entry of the array for that of each row
    Two rows may lie far apart: then every power in one of them is 0. How does each row get its own?
overflow: e^z fits in a float, however large z is
    e^(z_i) / Σ e^(z_j) as it stands
    Right on paper, but a power overflows where z is large. What may be added to all z of a row?
likeliest-only: the likeliest class gets everything
    1 for the largest share, 0 for the others
    You give all to the likeliest class. How sure the network is gets lost.
logarithms: a share is what the loss takes
    ln p for p
    These are the logarithms of the shares.
shift-counts: larger z's are larger shares
    a number added to every z changes p
    A number is added to every z. What does it do to the powers above and below the line?
scale-free: shares stay when all z are doubled
    p(2z) = p(z)
    Doubling every z is not adding a number to each: the gaps between them are doubled.
all-grow: the shares grow with any z
    p_1 grows with z_2
    The shares add up to 1. What happens to the others, when one grows?
own-only: z_j moves its own share only
    p_i (1 - p_i) for i = j, and 0 for i ≠ j
    Only i = j counts in your answer. What happens to the other shares when z_j grows?
missing-label: the label does not enter the slope
    p for p - y
    The label is missing. How does the network know which class is wanted?
off-by-one: classes are counted from 1
    y - 1 for y
    Your 1 stands beside the class of the label. From which number are the classes counted?
slope-at-p: the slope stops at p
    -y/p for p - y
    You stopped at p. The slope is asked for by z.
slope-again: a slope of g follows every loss
    (p - y) p (1 - p) for p - y
    One slope too many: p - y has it already.
two-classes: there are always two classes
    a sigmoid of z_2 - z_1
    That is right for two classes only.
shares-exchanged: i and j may change places
    δ_ij - p_i for δ_ij - p_j
    i and j are exchanged: which z is moved, and which share goes with it?
ln-forgotten: ln p changes as p does
    p_i (δ_ij - p_j) for δ_ij - p_j
    This is the slope of p. What is the slope of the logarithm?
delta-forgotten: every share moves as its own z would move it
    1 for δ_ij
    You took i = j. What stands in place of the 1 when i and j are different?
"""


def _read(entries):
    for entry in re.findall(r"^\w.*(?:\n    .*)+", entries, re.MULTILINE):
        first, change, *hint = map(str.strip, entry.splitlines())
        yield Misconception(*first.split(": ", 1), change, " ".join(hint))


CATALOGUE = {entry.id: entry for entry in _read(_ENTRIES)}
