"""lhs = e1 = e2 = …: a chain that proves each new line, or refuses one with a counterexample."""

from ..inputs import choice
from .comparison import compare
from .errors import Refused, WrongForm
from .grammar import expression
from .ledger import STATEMENTS
from .printing import aligned, latex, plain, text
from .proof import SIZES, Proof, Refusal, examine
from .record import note
from .symbols import L

# Functions of a chain and a `Refusal`: each says in a sentence what the line mistakes, or "". The
# room of the exercises, which knows misconceptions, puts one here.
advisers = []


class Chain:
    """lhs = e1 = e2 = …, each line proved equal to the one before.

    `then` adds a line with its reason, or raises `Refused` where it does not follow. Displayed, it
    is the chain in the document's notation and how it was proved. A kind of chain says by
    `verdict` how a line is judged, and by `id` what it is called.
    """

    complete = False  # whether this is the proof of a ledger equation

    def __init__(self, lhs):
        self.lhs, self.lines = expression(lhs), []

    def verdict(self, line):
        """A `Proof` that `line` equals the last line so far, or a `Refusal`."""
        raise NotImplementedError

    @property
    def rhs(self):
        """The last line so far."""
        return self.lines[-1][0] if self.lines else self.lhs

    def then(self, line, reason=None):
        """Add `= line`, proved equal to the line before. Returns the chain itself.

        Raises Refused where it does not follow: then the chain stays as it was. Raises WrongForm
        where it is no expression, or where the reason, a text, is missing.

        >>> from nnlib.symbolic import h, k, z
        >>> Derivation(z(k)[1]).then(h(k)[1], "confusing z and h")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        nnlib.symbolic.errors.Refused: z_1^(k) = h_1^(k) does not follow. In a 4-2-1 network ...
        """
        line = expression(line)
        if not isinstance(reason, str):
            raise WrongForm('each line needs its reason in words: .then(line, "chain rule").')
        verdict = self.verdict(line)
        if isinstance(verdict, Refusal):
            hints = filter(None, (say(self, verdict) for say in advisers))
            raise Refused(verdict, *hints, chain=self)
        self.lines.append((line, reason, verdict))
        if self.complete:
            note(self.id, str(self.proof))
        return self

    @property
    def proof(self):
        """What is proved of the chain as a whole: the weakest of its lines, `Proof.of_all`."""
        if not self.lines:
            raise ValueError("nothing is proved yet: add a line with .then(expression, reason).")
        return Proof.of_all([proof for *_, proof in self.lines])

    def __repr__(self):
        if not self.lines:
            return f"{self.id}: {plain(self.lhs)} = …"
        count = f"{len(self.lines)} line{'s' * (len(self.lines) > 1)}"
        return f"{self.id}: {count}, {self.proof}"

    def _repr_latex_(self):
        rows = [
            rf"{latex(self.lhs) if row == 0 else ''} &= {latex(line)} "
            rf"&& \checkmark\ {text(reason)}"
            for row, (line, reason, _) in enumerate(self.lines)
        ] or [latex(self.lhs) + r" &= \dots"]
        return aligned(*rows) + (f"\n{self.proof.sentence()}" if self.lines else "")

    def _repr_mimebundle_(self, include=None, exclude=None):
        metadata = {"nnlib": {"proves": self.id}} if self.complete else {}
        return {"text/plain": repr(self), "text/latex": self._repr_latex_()}, metadata


class Derivation(Chain):
    """A chain for any g, any Loss and every size.

    `Derivation("3.5")` starts from the left side of that ledger equation, `Derivation(expression)`
    from any expression. `first` and `last` bound the layer k, `sizes` are the networks for which
    it is written out in full.

    >>> from nnlib.symbolic import W, d, h, i, j, k, z
    >>> Derivation("3.3a").then(h(k - 1)[j], "only the term with W_ij contains W_ij")
    3.3a: 1 line, proved for every size; really differentiated for 4-2-1, 2-4-3-1 and 3-1-2-1
    (33 cases)
    """

    def __init__(self, start, *, first=1, last=L, sizes=SIZES):
        named = isinstance(start, str)
        self.statement = choice(start, STATEMENTS, "ledger equation") if named else None
        if self.statement:
            start, first, last = self.statement.lhs, self.statement.first, self.statement.last
        super().__init__(start)
        self.first, self.last, self.sizes = first, last, sizes

    @property
    def id(self):
        """The ledger id, or "this" for a chain of one's own."""
        return self.statement.id if self.statement else "this"

    def verdict(self, line):
        """A `Proof` that `line` equals the last line so far, or a `Refusal`: see `examine`."""
        return examine(self.rhs, line, self.first, self.last, self.sizes)

    @property
    def complete(self):
        """Whether the chain has reached the right side of its ledger equation."""
        return self.statement is not None and bool(self.lines) and self.rhs == self.statement.rhs

    def compare(self, net, X, y, loss="squared"):
        """The first line against the last in numbers, on a real network: an `Agreement`."""
        return compare(self, net, X, y, loss)
