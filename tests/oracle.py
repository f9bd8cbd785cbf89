"""The document's formulas and the ledger's sums in plain Python: no numpy, nothing from nnlib.

Every function takes `m`, the module that does the arithmetic: `math` for speed, or `mpmath` for
as many digits as its `mp.dps` asks. Formulas are the textbook's, with no trick for stability.
Vectors are lists, `W[k]` is a list of rows, and `z`, `h`, `dz`, `dW` are dicts by layer.
"""

G = {
    "identity": lambda m, z: z,
    "sigmoid": lambda m, z: 1 / (1 + m.exp(-z)),
    "tanh": lambda m, z: (m.exp(z) - m.exp(-z)) / (m.exp(z) + m.exp(-z)),
    "relu": lambda m, z: z if z > 0 else 0 * z,
    "softplus": lambda m, z: m.log(1 + m.exp(z)),
    "threshold": lambda m, z: 1 if z > 0 else 0,
}
G_SLOPE = {
    "identity": lambda m, z: 1,
    "sigmoid": lambda m, z: G["sigmoid"](m, z) * (1 - G["sigmoid"](m, z)),
    "tanh": lambda m, z: 1 - G["tanh"](m, z) ** 2,
    "relu": lambda m, z: 1 if z > 0 else 0,
    "softplus": lambda m, z: m.exp(z) / (1 + m.exp(z)),
    "threshold": lambda m, z: 0,
}
LOSS = {
    "squared": lambda m, p, y: (p - y) ** 2 / 2,
    "log": lambda m, p, y: -m.log(p) if y == 1 else -m.log(1 - p),
    "hinge": lambda m, p, y: 1 - y * p if y * p < 1 else 0,
}
LOSS_SLOPE = {
    "squared": lambda m, p, y: p - y,
    "log": lambda m, p, y: (p - y) / (p * (1 - p)),
    "hinge": lambda m, p, y: -y if y * p < 1 else 0,
}
LABELS = {"squared": (-2.0, -1.0, 0.0, 0.5, 1.0), "log": (0.0, 1.0), "hinge": (-1.0, 1.0)}


def forward(m, W, g, x, biases=False):
    """Ledger 2.1, 2.2, 2.3 for one sample: z and h, with h_0 = 1 in front where `biases`."""
    one = [1] if biases else []
    z, h = {}, {0: one + list(x)}
    for k in sorted(W):
        columns = range(len(h[k - 1]))
        z[k] = [sum(row[j] * h[k - 1][j] for j in columns) for row in W[k]]
        h[k] = [G[g[k]](m, z_i) for z_i in z[k]]
        if k < max(W):
            h[k] = one + h[k]
    return z, h


def loss(m, W, g, x, y, name, biases=False):
    """Loss for one sample, summed over the output nodes."""
    _, h = forward(m, W, g, x, biases)
    return sum(LOSS[name](m, p, t) for p, t in zip(h[max(W)], y, strict=True))


def backward(m, W, g, x, y, name, biases=False):
    """Ledger 3.1, 3.3b, 3.3c and 3.5 for one sample: ∂Loss/∂z and ∂Loss/∂W."""
    z, h = forward(m, W, g, x, biases)
    last = max(W)
    dz = {last: []}
    for z_i, p, t in zip(z[last], h[last], y, strict=True):
        dz[last].append(LOSS_SLOPE[name](m, p, t) * G_SLOPE[g[last]](m, z_i))
    for k in range(last - 1, 0, -1):
        dz[k] = []
        for j, z_j in enumerate(z[k]):
            column = j + 1 if biases else j
            passed = sum(dz[k + 1][i] * W[k + 1][i][column] for i in range(len(dz[k + 1])))
            dz[k].append(passed * G_SLOPE[g[k]](m, z_j))
    dW = {k: [[dz_i * h_j for h_j in h[k - 1]] for dz_i in dz[k]] for k in W}
    return dz, dW
