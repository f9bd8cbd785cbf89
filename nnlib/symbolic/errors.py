"""What the symbolic room says when something does not hold."""


class NoSuchNode(ValueError):
    """An index or a layer outside the network: the expression does not exist for these sizes."""

    def __init__(self, atom, reason):
        super().__init__(f"{atom} does not exist: {reason}")


class Undecided(ValueError):
    """The rules neither prove nor refute this; nothing is claimed."""


class Refused(ValueError):
    """A line that does not follow. `refusal` holds the complaints and the counterexample."""

    def __init__(self, refusal):
        super().__init__(str(refusal))
        self.refusal = refusal

    def _render_traceback_(self):
        """IPython shows these lines in place of a traceback."""
        return ["Refused: " + str(self)]
