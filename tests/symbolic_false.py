"""False lines: the mistakes that are made, and forms that hold in a special case only."""

from sympy import KroneckerDelta, Rational, Sum, log

from nnlib.symbolic import (
    STATEMENTS,
    L,
    Loss,
    W,
    d,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    m,
    n,
    p,
    x,
    y,
    z,
    z_out,
)

Z = Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, n(k - 1)))
DOWN = STATEMENTS["3.5"].rhs
slope = g_prime(z(k)[j])
passed = d(Loss, z(k + 1)[i])


def over_i(e):
    return Sum(e, (i, 1, n(k + 1)))


# {what is wrong: (left, right)}; every k from 1 to L, unless the line names its layer.
FALSE = {
    # a constant
    "factor 2": (z(k)[i], 2 * Z),
    "factor 1/2": (d(Loss, z(k)[j]), DOWN / 2),
    "plus 1": (z(k)[i], Z + 1),
    "plus very little": (z(k)[i], Z + Rational(1, 10**7)),
    "sign": (d(Loss, z(k)[j]), -DOWN),
    "mean for sum": (z(k)[i], Z / n(k - 1)),
    "a size for another": (n(k), n(k - 1)),
    "the derivative of a sum is its number of terms": (d(z(k)[i], h(k - 1)[j]), n(k) * W(k)[i, j]),
    # agree at a point, or for one g or one Loss
    "agree where z is -1, 0 or 1": (z(k)[i], z(k)[i] ** 3),
    "agree where h is 0 or 1": (h(k)[i], h(k)[i] ** 2),
    "agree where z is 0": (g_prime(z(k)[i]), g_prime(2 * z(k)[i])),
    "the sigmoid's slope for any g": (g_prime(z(k)[i]), h(k)[i] * (1 - h(k)[i])),
    "the sigmoid's symmetry for any g": (g(-z(k)[i]), 1 - h(k)[i]),
    "an even slope for any g": (g_prime(-z(k)[i]), g_prime(z(k)[i])),
    "the squared loss for any Loss": (d(Loss, g(z_out)), g(z_out) - y),
    "sigmoid with log loss for any pair": (d(Loss, z_out), g(z_out) - y),
    # transposed, exchanged: what holds for square layers only
    "W transposed": (z(k)[i], Sum(W(k)[j, i] * h(k - 1)[j], (j, 1, n(k - 1)))),
    "W transposed on the way back": (d(Loss, z(k)[j]), over_i(passed * W(k + 1)[j, i] * slope)),
    "i and j exchanged": (d(Loss, W(k)[i, j]), d(Loss, z(k)[j]) * h(k - 1)[i]),
    "gradient transposed": (d(Loss, W(k)[i, j]), d(Loss, W(k)[j, i])),
    "h_i for h_j": (d(z(k)[i], W(k)[i, j]), h(k - 1)[i]),
    "∂z_j for ∂z_i": (d(Loss, W(k)[i, j]), d(Loss, z(k)[j]) * h(k - 1)[j]),
    # Σ
    "Σ missing": (z(k)[i], W(k)[i, j] * h(k - 1)[j]),
    "Σ missing on the way back": (d(Loss, z(k)[j]), passed * W(k + 1)[i, j] * slope),
    "only the first path": (d(Loss, z(k)[j]), d(Loss, z(k + 1)[1]) * W(k + 1)[1, j] * slope),
    "Σ over the layer itself": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, n(k)))),
    "Σ over layer k on the way back": (d(Loss, z(k)[j]), Sum(DOWN.function, (i, 1, n(k)))),
    "Σ one short": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, n(k - 1) - 1))),
    "Σ from 2": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 2, n(k - 1)))),
    "Σ over two nodes": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, 2))),
    "Σ over too many nodes": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (j, 1, 9))),
    "Σ over i for Σ over j": (z(k)[i], Sum(W(k)[i, j] * h(k - 1)[j], (i, 1, n(k)))),
    "product of sums for sum of products": (
        z(k)[i],
        Sum(W(k)[i, j], (j, 1, n(k - 1))) * Sum(h(k - 1)[j], (j, 1, n(k - 1))),
    ),
    "sum of squares for square of a sum": (
        z(k)[i] ** 2,
        Sum((W(k)[i, j] * h(k - 1)[j]) ** 2, (j, 1, n(k - 1))),
    ),
    "a Σ too many": (d(z(k + 1)[i], h(k)[j]), Sum(W(k + 1)[i, m], (m, 1, n(k)))),
    # g linear, g' lost
    "g of a sum is the sum of g": (h(k)[i], Sum(g(W(k)[i, j] * h(k - 1)[j]), (j, 1, n(k - 1)))),
    "g is the identity": (h(k)[i], Z),
    "g pulls a factor out": (g(2 * z(k)[i]), 2 * g(z(k)[i])),
    "g(a + b) = g(a) + g(b)": (g(z(k)[i] + y), g(z(k)[i]) + g(y)),
    "g' dropped": (d(Loss, z(k)[j]), over_i(passed * W(k + 1)[i, j])),
    "g' is 1": (d(h(k)[i], z(k)[i]), 1),
    "g' is constant": (g_prime(z(k)[i]), g_prime(0)),
    "g' dropped at the output": (d(Loss, z_out), d(Loss, g(z_out))),
    "g'(h) for g'(z)": (d(h(k)[i], z(k)[i]), g_prime(h(k)[i])),
    "g(z) for g'(z)": (d(h(k)[i], z(k)[i]), g(z(k)[i])),
    "g' of the node above": (
        d(Loss, z(k)[j]),
        over_i(passed * W(k + 1)[i, j] * g_prime(z(k + 1)[i])),
    ),
    "g' of another node": (d(Loss, z(k)[j]), over_i(passed * W(k + 1)[i, j] * g_prime(z(k)[1]))),
    "g' twice": (d(Loss, z(k)[j]), DOWN * slope),
    # a weight is 0
    "no path through": (d(Loss, z(k)[j]), 0),
    "no way from node to node": (d(z(k + 1)[i], z(k)[j]), 0),
    "every input is 0": (h(k)[i], g(0)),
    # the wrong layer
    "W of the layer itself": (d(Loss, z(k)[j]), over_i(passed * W(k)[i, j] * slope)),
    "W of layer L at the output": (d(z_out, h(L)[i]), W(L)[1, i]),
    "h of the layer itself": (d(z(k)[i], W(k)[i, j]), h(k)[j]),
    "h^(k) for h^(k-1) in the gradient": (d(Loss, W(k)[i, j]), d(Loss, z(k)[i]) * h(k)[j]),
    "z for h": (z(k)[i], Sum(W(k)[i, j] * z(k - 1)[j], (j, 1, n(k - 1)))),
    "∂Loss/∂h for ∂Loss/∂z": (d(Loss, W(k)[i, j]), d(Loss, h(k)[i]) * h(k - 1)[j]),
    "the same layer's ∂Loss/∂z": (
        d(Loss, z(k)[j]),
        Sum(d(Loss, z(k)[i]) * W(k + 1)[i, j] * slope, (i, 1, n(k))),
    ),
    "x for h^(k-1)": (d(z(k)[i], W(k)[i, j]), x[j]),
    # true for one depth or one layer only
    "only for L = 1: W^(2) at the output": (d(z_out, h(L)[1]), W(2)[1, 1]),
    "only for L = 1: x below the output": (d(z_out, W(L + 1)[1, 1]), h(1)[1]),
    "only for L = 1: one step to layer 1": (
        d(Loss, z(1)[j]),
        d(Loss, z_out) * W(L + 1)[1, j] * g_prime(z(1)[j]),
    ),
    "only for k = L: the output follows": (
        d(Loss, z(k)[j]),
        d(Loss, z_out) * W(L + 1)[1, j] * slope,
    ),
    "only for k = 1": (z(k)[1], Sum(W(1)[1, j] * x[j], (j, 1, n(0)))),
    "only for layers of one node": (d(Loss, z(k)[1]), d(Loss, h(k)[1]) * g_prime(z(k)[1]) * n(k)),
    "only for L = 1 and L = 2": (z(k)[i], Z * (1 + (L - 1) * (L - 2))),
    "only for 2 or 4 inputs": (z(k)[i], Z * (1 + (n(0) - 2) * (n(0) - 4))),
    # true unless a layer has one node
    "the first node of a Σ that may be empty": (
        z(k)[i],
        z(k)[i] * Sum(KroneckerDelta(m, 1), (m, 1, n(k) - 1)),
    ),
    "a letter of an inner Σ in a Σ that may be empty": (
        h(k)[1],
        Sum(
            KroneckerDelta(1, m) * Sum(KroneckerDelta(p, m) * h(k)[p], (p, 1, n(k))),
            (m, 1, n(k) - 1),
        ),
    ),
    "a letter that counts nothing in a layer of one node": (
        h(k)[1],
        h(k)[1] * Sum(KroneckerDelta(p, m), (m, 1, n(k) - 1)),
    ),
    # derivatives across layers
    "a lower node depends on a higher one": (d(z(k)[j], z(k + 1)[i]), W(k + 1)[i, j]),
    "inverse derivative": (d(z(k)[i], h(k)[i]), 1 / g_prime(z(k)[i])),
    "two nodes of a layer depend on each other": (d(h(k)[i], z(k)[m]), g_prime(z(k)[i])),
    "another node's weight": (d(z(k)[m], W(k)[i, j]), h(k - 1)[j]),
    "paths skip a layer": (d(z(k + 1)[i], z(k - 1)[1]), W(k + 1)[i, 1] * W(k)[1, 1]),
    # what has no value
    "the right side divides by 0": (z(k)[i], 1 / (z(k)[i] - Z)),
    "a power that is real now and then": (z(k)[i], z(k)[i] ** z(k)[i]),
    "a logarithm that is real now and then": (z(k)[i], log(z(k)[i])),
    # letters that clash
    "i free and summed": (d(Loss, z(k)[i]), over_i(passed * W(k + 1)[i, j] * slope)),
    "i free and summed, W_ii": (
        d(Loss, z(k)[i]),
        over_i(passed * W(k + 1)[i, i] * g_prime(z(k)[i])),
    ),
    "the same letter in two sums": (
        d(Loss, z(k)[j]),
        Sum(Sum(DOWN.function, (i, 1, n(k + 1))), (i, 1, n(k + 1))),
    ),
    "an inner Σ shadows the outer letter": (
        z(k)[1] ** 2,
        Sum(W(k)[1, j] * h(k - 1)[j] * Z.subs(i, 1) * h(k - 1)[j], (j, 1, n(k - 1))),
    ),
    "W_ii": (z(k)[i], Sum(W(k)[i, i] * h(k - 1)[i], (i, 1, n(k - 1)))),
    "a letter for a number": (z(k)[i], z(k)[i] + m - j),
    "k for L": (z_out, Sum(W(k + 1)[1, j] * h(k)[j], (j, 1, n(k)))),
    "an index that is free on the right": (z(k)[1], z(k)[i]),
}  # fmt: skip
