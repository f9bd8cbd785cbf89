"""What the document prints wrongly: refused before the reader's eyes, and put right."""

from .grammar import expression
from .ledger import Statement
from .plain import Sentence, plain
from .printing import aligned, latex
from .proof import Proof, Refusal, examine
from .record import note
from .symbols import L


class Refutation:
    """A printed equation that is wrong, with the reason, beside the true one, proved.

    `true` is a `Statement`, or the right side that belongs to the same `lhs`. Raises ValueError if
    the printed form cannot be refuted or the true one not proved: neither can go unnoticed.

    >>> from nnlib.symbolic import STATEMENTS, Sum, W, i, j, n, x, z
    >>> printed = Sum(W(1)[i, j] * x[i], (j, 1, n(0)))
    >>> print(Refutation("E1", z(1)[i], printed, STATEMENTS["2.1"]))  # doctest: +ELLIPSIS
    E1 refuted: z_i^(1) = Σ_{j=1}^{n_0} W_ij^(1) · x_i does not follow. The letters do not fit: ...
    """

    def __init__(self, id, lhs, printed, true, first=1, last=L):
        self.id, self.lhs, self.printed = id, expression(lhs), expression(printed)
        if not isinstance(true, Statement):
            true = Statement(id, "", self.lhs, expression(true), first, last)
        self.true = true
        self.refusal = examine(lhs, printed, first, last)
        self.proof = examine(true.lhs, true.rhs, true.first, true.last)
        if isinstance(self.refusal, Proof) or not self.refusal.refuted:
            line = f"{plain(self.lhs)} = {plain(self.printed)}"
            raise ValueError(f"{id}: the printed form {line} could not be refuted.")
        if isinstance(self.proof, Refusal):
            raise ValueError(f"{id}: the form given as true is not: {self.proof}")
        note(id, "the printed form refuted")

    def __str__(self):
        return f"{self.id} refuted: {self.refusal}"

    __repr__ = __str__

    def _repr_latex_(self):
        equations = aligned(
            rf"\text{{printed:}} && {latex(self.lhs)} &= {latex(self.printed)} && \times",
            rf"\text{{true:}} && {latex(self.true.lhs)} &= {latex(self.true.rhs)} && \checkmark",
        )
        reasons = self.refusal.reasons(Sentence.latex)
        return f"{equations}\n{reasons} The true form is proved {self.proof}."

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": str(self), "text/latex": self._repr_latex_()}
        return bundle, {"nnlib": {"refutes": self.id}}
