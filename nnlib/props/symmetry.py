"""Other networks with the same predictions: order and sign of hidden nodes are chance (lesson 01).

For networks with one hidden layer.
"""


def swapped(net, a=1, b=2):
    """A copy in which nodes a and b of the first hidden layer have changed places, edges and all.

    >>> from nnlib import Network
    >>> net = Network([2, 3, 1], seed=1)
    >>> bool(abs(swapped(net).predict([[1.0, 2.0]]) - net.predict([[1.0, 2.0]])) < 1e-12)
    True
    """
    other, first = net.copy(), int(net.biases)
    rows, columns = [a - 1, b - 1], [a - 1 + first, b - 1 + first]
    other.W[1][rows] = net.W[1][rows[::-1]]
    other.W[2][:, columns] = net.W[2][:, columns[::-1]]
    return other


def turned(net, i=1):
    """A copy in which all that flows into node i of the first hidden layer has the other sign.

    Its activation, which must be the sigmoid, is then 1 - h_i. The weights out of the node turn
    their signs, too, and the next layer's biases make up for the 1: no prediction changes.
    ValueError for another activation or a network without biases.

    >>> from nnlib import Network
    >>> net = Network([2, 3, 1], biases=True, seed=1)
    >>> bool(abs(turned(net).predict([[1.0, 2.0]]) - net.predict([[1.0, 2.0]])) < 1e-12)
    True
    """
    if net.g[1].name != "sigmoid" or not net.biases:
        raise ValueError(
            f"only a sigmoid node of a network with biases can be turned, but here g is "
            f"{net.g[1].name} and biases = {net.biases}. Use Network([…], biases=True)."
        )
    other, out = net.copy(), net.W[2][:, i]
    other.W[1][i - 1] *= -1
    other.W[2][:, 0] += out  # v (1 - h) is v - v h
    other.W[2][:, i] = -out
    return other
