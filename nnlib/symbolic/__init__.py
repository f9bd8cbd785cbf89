"""The document's symbols, derivations that prove themselves, and the bridge to numbers (sympy)."""

from sympy import Sum

from .comparison import Agreement, compare
from .composition import composed, weights
from .cost import compare_cost
from .derivation import Derivation
from .errors import NoSuchNode, Refused, Undecided
from .formulas import with_functions
from .general import equal_for_every_size
from .ledger import COST, LEDGER_IDS, STATEMENTS, Statement
from .pair_table import every_pair
from .pairs import PairDerivation
from .plain import Formula, plain
from .printing import latex
from .proof import Proof, Refusal, examine
from .record import confirm, proved_so_far
from .refutation import Refutation
from .samples import Mean, samples
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
    "COST",
    "LEDGER_IDS",
    "STATEMENTS",
    "Agreement",
    "Derivation",
    "Formula",
    "L",
    "Loss",
    "Mean",
    "NoSuchNode",
    "PairDerivation",
    "Proof",
    "Refusal",
    "Refused",
    "Refutation",
    "Statement",
    "Sum",
    "Undecided",
    "W",
    "compare",
    "compare_cost",
    "confirm",
    "composed",
    "d",
    "equal_for_every_size",
    "every_pair",
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
    "plain",
    "proved_so_far",
    "samples",
    "weights",
    "with_functions",
    "x",
    "y",
    "z",
    "z_out",
]
