"""The document's symbols, derivations that prove themselves, and the bridge to numbers (sympy)."""

from sympy import KroneckerDelta, Sum

from .comparison import Agreement, compare, compare_cost
from .composition import composed, operations, weights
from .derivation import Derivation
from .errata import slips
from .errors import NoSuchNode, NotAFormula, Refused, Undecided
from .formulas import with_functions
from .general import equal_for_every_size
from .ledger import COST, LEDGER_IDS, STATEMENTS, Statement
from .own import OwnActivation, OwnLoss, above, activation
from .pairs import PairDerivation, every_pair
from .printing import Formula, latex, plain
from .proof import Proof, Refusal, Refutation, examine
from .record import confirm, proved_so_far
from .symbols import (
    A,
    L,
    Loss,
    Mean,
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
    samples,
    x,
    y,
    z,
    z_out,
)

__all__ = [
    "A", "COST", "LEDGER_IDS", "STATEMENTS", "Agreement", "Derivation", "Formula", "KroneckerDelta",
    "L", "Loss", "Mean", "NoSuchNode", "NotAFormula", "OwnActivation", "OwnLoss",
    "PairDerivation", "Proof", "Refusal", "Refused", "Refutation", "Statement", "Sum", "Undecided",
    "W", "above", "activation", "compare", "compare_cost", "confirm", "composed", "d",
    "equal_for_every_size", "every_pair", "examine", "g", "g_prime", "h", "i", "j", "k",
    "latex", "loss", "loss_prime", "m", "n", "operations", "p", "plain", "proved_so_far", "samples",
    "slips", "weights", "with_functions", "x", "y", "z", "z_out",
]  # fmt: skip
