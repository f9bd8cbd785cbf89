"""The whole backward pass as tasks know it: the right one, and with a belief in a part's place."""

from .numeric import Case

# The sweep puts together what earlier lessons derive: there it is explained.
DERIVED = {
    "missing-slope": ("03_4", "Line 5: all together"),
    "slope-at-h": ("03_4", "Line 5: all together"),
    "value-for-slope": ("03_4", "Line 5: all together"),
    "missing-output-slope": ("03_1", "Two steps, two rates"),
    "missing-loss-slope": ("03_1", "Two steps, two rates"),
    "sum-for-mean": ("03_3", "Many samples"),
}


def case(setting):
    """A whole backward pass of a setting, and its gradient from forward passes alone."""
    s = setting
    return Case((s.W, s.z, s.h, s.y, s.g_prime, s.loss_prime), s.dW)


def nodes(array, z):
    """The columns of h[k], or of W[k + 1], that belong to z[k]: without a constant node's."""
    return array[:, -z.shape[1] :]


def gradients(
    W, z, h, y, dg, dl, *, top=None, weights=None, slope=None, scale=None, bias=None, at=1
):
    """3.1, 3.5 and 3.3b, with one of them replaced by what a student may believe."""
    last, n = max(W), len(y)
    top = top or (lambda p, z: dl(p, y[:, None]) * dg(z))
    weights = weights or (lambda k: nodes(W[k], z[k - 1]))
    slope = slope or (lambda k: dg(z[k]))
    dz, gradient = top(h[last], z[last]), {}
    for k in range(last, 0, -1):
        gradient[k] = dz.T @ h[k - at] / (n if scale is None else scale)
        if bias is not None:
            gradient[k][:, 0] *= bias(n)
        if k > 1:
            dz = dz @ weights(k) * slope(k - 1)
    return gradient


def sweep(**believed):
    """A whole backward pass; each belief is given as a function of the pass's arguments."""
    return lambda *a: gradients(*a, **{name: make(*a) for name, make in believed.items()})


def with_slope(slope):
    """A whole backward pass with a slope of g of its own, written with p = g(z)."""
    return sweep(
        top=lambda W, z, h, y, dg, dl: lambda p, _: dl(p, y[:, None]) * slope(p),
        slope=lambda W, z, h, *a: lambda k: slope(nodes(h[k], z[k])),
    )
