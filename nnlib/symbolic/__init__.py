"""The document's symbols, derivations that prove themselves, and the bridge to numbers (sympy)."""

from sympy import Sum

from .comparison import Agreement, compare
from .composition import composed, weights
from .derivation import Derivation
from .errors import NoSuchNode, Refused, Undecided
from .formulas import with_functions
from .general import equal_for_every_size
from .ledger import STATEMENTS, Statement
from .printing import latex
from .proof import Proof, Refusal, examine
from .record import confirm, proved_here
from .refutation import Refutation
from .symbols import (
    A,
    L,
    Loss,
    W,
    d,
    g,
    g_prime,
    h,
    i,
    j,
    k,
    loss,
    loss_prime,
    m,
    n,
    p,
    x,
    y,
    z,
    z_out,
)

__all__ = [
    "A",
    "STATEMENTS",
    "Agreement",
    "Derivation",
    "L",
    "Loss",
    "NoSuchNode",
    "Proof",
    "Refusal",
    "Refused",
    "Refutation",
    "Statement",
    "Sum",
    "Undecided",
    "W",
    "compare",
    "confirm",
    "composed",
    "d",
    "equal_for_every_size",
    "examine",
    "g",
    "g_prime",
    "h",
    "i",
    "j",
    "k",
    "latex",
    "loss",
    "loss_prime",
    "m",
    "n",
    "p",
    "proved_here",
    "weights",
    "with_functions",
    "x",
    "y",
    "z",
    "z_out",
]
