"""Counting batches: how often samples meet in one, for every number of them and every size."""

from sympy import Symbol, binomial, gammasimp

from .symbols import samples

b = Symbol("b", integer=True, positive=True)  # how many samples a batch has


def share(together):
    """What part of all batches of b out of n samples has `together` given samples in it.

    A batch with these in it is a choice of the b - r others among the other n - r.

    >>> share(1)
    b/n
    >>> share(2)
    b*(b - 1)/(n*(n - 1))
    """
    with_them = binomial(samples - together, b - together)
    return gammasimp(with_them / binomial(samples, b)).factor()
