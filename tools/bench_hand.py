"""The same steps unrolled by hand, as tightly as numpy allows: what nnlib is held against.

Functions as in `tools.bench_peers`. `floor` does the matrix products of a step and nothing else.
"""

from math import exp as exp_of_number

import numpy as np
from numpy import add, divide, exp, multiply, negative, subtract

from tools.bench_peers import RATE

_ONE = np.array(1.0)


def by_hand_one_sample(job):
    """One hidden layer, one output node, one sample a step; the output in plain floats."""
    W_1, W_2 = (W.copy() for W in job.network().W)
    samples = [(x, x[np.newaxis], y) for x, y in zip(job.X, job.y[:, 0].tolist(), strict=True)]
    h, s, d, scale = (np.empty(shape) for shape in (job.sizes[1], job.sizes[1], job.sizes[1], ()))
    w, column, dW_1, dW_2 = W_2[0], d[:, np.newaxis], np.empty_like(W_1), np.empty_like(h)

    def run(steps):
        for t in job.drawn(steps):
            x, row, y = samples[t]
            W_1.dot(x, h)
            negative(h, h)
            exp(h, h)
            add(h, _ONE, h)
            divide(_ONE, h, h)
            scale[()] = RATE * (1.0 / (1.0 + exp_of_number(-w.dot(h))) - y)
            multiply(w, scale, d)
            subtract(_ONE, h, s)
            multiply(s, h, s)
            multiply(d, s, d)
            multiply(h, scale, dW_2)
            subtract(w, dW_2, w)
            column.dot(row, dW_1)
            subtract(W_1, dW_1, W_1)

    return run, lambda: [W_1, W_2]


def by_hand(job):
    """Two hidden layers, all samples a step."""
    (W_1, W_2, W_3), X, y = (W.copy() for W in job.network().W), job.X, job.y
    h_1, h_2, p = (np.empty((len(X), width)) for width in job.sizes[1:])
    s_1, d_1, s_2, d_2 = (np.empty_like(h) for h in (h_1, h_1, h_2, h_2))
    dW_1, dW_2, dW_3 = (np.empty_like(W) for W in (W_1, W_2, W_3))
    scale = np.array(RATE / len(X))

    def sigmoid(z):
        negative(z, z)
        exp(z, z)
        add(z, _ONE, z)
        divide(_ONE, z, z)

    def run(steps):
        for _ in range(steps):
            X.dot(W_1.T, h_1)
            sigmoid(h_1)
            h_1.dot(W_2.T, h_2)
            sigmoid(h_2)
            h_2.dot(W_3.T, p)
            sigmoid(p)
            subtract(p, y, p)
            multiply(p, scale, p)
            p.dot(W_3, d_2)
            subtract(_ONE, h_2, s_2)
            multiply(s_2, h_2, s_2)
            multiply(d_2, s_2, d_2)
            d_2.dot(W_2, d_1)
            subtract(_ONE, h_1, s_1)
            multiply(s_1, h_1, s_1)
            multiply(d_1, s_1, d_1)
            p.T.dot(h_2, dW_3)
            subtract(W_3, dW_3, W_3)
            d_2.T.dot(h_1, dW_2)
            subtract(W_2, dW_2, W_2)
            d_1.T.dot(X, dW_1)
            subtract(W_1, dW_1, W_1)

    return run, lambda: [W_1, W_2, W_3]


def floor(job):
    """Three products for each layer, but for the first the two that are needed."""
    W = [W.copy() for W in job.network().W]
    h = [np.ones((len(job.X), width)) for width in job.sizes]
    dW = [np.empty_like(W_k) for W_k in W]

    def run(steps):
        for _ in range(steps):
            for k, W_k in enumerate(W):
                h[k].dot(W_k.T, h[k + 1])
            for k in range(len(W) - 1, -1, -1):
                h[k + 1].T.dot(h[k], dW[k])
                if k:
                    h[k + 1].dot(W[k], h[k])

    return run, None
