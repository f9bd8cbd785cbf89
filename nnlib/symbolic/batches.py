"""Counting batches: what a gradient over a few samples is on average, and how far it scatters."""

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


def law():
    """The mean square by which a batch's mean misses the mean of all n, as a part of the samples'
    own mean square distance from it.

    With c_t the distance of sample t from the mean, Σ c_t = 0: so all the products of two
    different ones add up to minus the sum of the squares.

    >>> law()
    -(b - n)/(b*(n - 1))
    """
    squares = samples  # Σ c_t², where their mean is 1
    products = 0 - squares
    return ((share(1) * squares + share(2) * products) / b**2).factor()
