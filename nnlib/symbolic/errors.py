"""What the symbolic room says when something does not hold."""


class NoSuchNode(ValueError):
    """An index or a layer outside the network: the expression does not exist for these sizes."""

    def __init__(self, sentence):
        super().__init__(str(sentence))
        self.sentence = sentence


class Undecided(ValueError):
    """The rules neither prove nor refute this; nothing is claimed."""


class _Short(Exception):
    """An error that a notebook shows as one line: what is wrong is in the line, not in the code."""

    def _render_traceback_(self):
        """IPython shows these lines in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class Refused(_Short, ValueError):
    """A line that does not follow. `refusal` holds the complaints and the counterexample."""

    def __init__(self, refusal):
        super().__init__(str(refusal))
        self.refusal = refusal


class WrongForm(_Short, TypeError):
    """What was written is not of the form that belongs there: text for an expression, W[k], …"""
