"""From the text of a formula to a tree: a closed grammar, in which nothing is ever evaluated.

    sum     = product (("+" | "-") product)*          product = unary (("*" | "/") unary)*
    unary   = ("-" | "+") unary | power               power   = atom ("**" unary)?
    atom    = number | letter | "(" sum ")" | name "(" sum ("," sum)* ")"

The condition of `where(z > 0, a, b)` is two sums with a comparison between them.
"""

import re
from contextlib import contextmanager
from difflib import get_close_matches
from typing import NamedTuple

from .errors import NotAFormula

LONGEST = 300  # characters
_DEEPEST = 12  # brackets in brackets
_LARGEST = 1e300  # number
_MOST = 120  # numbers, letters, signs and functions
CONSTANTS = ("pi", "e")
FUNCTIONS = {  # name: how many arguments
    "exp": 1, "log": 1, "sqrt": 1, "abs": 1, "sign": 1, "step": 1, "max": 2, "min": 2, "where": 3,
    "sin": 1, "cos": 1, "tan": 1, "atan": 1, "sinh": 1, "cosh": 1, "tanh": 1,
    "sigmoid": 1, "relu": 1, "softplus": 1,
}  # fmt: skip
_ALSO = {"ln": "log", "arctan": "atan", "threshold": "step", "maximum": "max", "minimum": "min"}
_COMPARISONS = (">", "<", ">=", "<=")
_TOKEN = re.compile(
    r"(?P<number>([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_α-ω][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|>=|<=|==|!=|//|[-+*/(),<>])"
)
_MINUS = {"−": "-", "–": "-", "·": "*", "×": "*", "÷": "/", "π": "pi"}
_INSTEAD = {  # what others write: what is written here
    "^": "A power is written with two stars: z**2.",
    "|": "Write abs(z) for |z|.",
    "[": "Round brackets only: ( and ).",
    "{": "Round brackets only: ( and ).",
    "²": "A power is written with two stars: z**2.",
    "³": "A power is written with two stars: z**3.",
    "√": "Write sqrt(z) for a root.",
    "=": "Write only what stands to the right of the equals sign.",
    "==": "Write only what stands to the right of the equals sign.",
    ".": "A dot belongs into a number, such as 0.5; write tanh(z) for np.tanh(z).",
    ";": "Arguments stand apart by a comma: max(0, z).",
    "!": "There is no factorial here.",
    "%": "Write 0.5 for 50 %.",
    "//": "Divide with one stroke: /.",
    "'": "Write g itself: its slope is worked out for you.",
}
_NAMED = {  # names that one tries: what is written here
    "gelu": "Write 0.5*z*(1 + tanh(0.7979*(z + 0.044715*z**3))).",
    "silu": "Write z*sigmoid(z).",
    "swish": "Write z*sigmoid(z).",
    "leakyrelu": "Write max(0.01*z, z).",
    "leaky_relu": "Write max(0.01*z, z).",
    "elu": "Write where(z > 0, z, exp(z) - 1).",
    "if": "Write where(z > 0, a, b): a where the condition holds, b elsewhere.",
    "else": "Write where(z > 0, a, b): a where the condition holds, b elsewhere.",
    "asin": "Its slope grows without end at ±1. Try atan(z).",
    "acos": "Its slope grows without end at ±1. Try atan(z).",
    "erf": "It is close to tanh(1.2*z).",
    "floor": "A stair has slope 0 wherever it has one. Try step(z).",
    "round": "A stair has slope 0 wherever it has one. Try step(z).",
    "sgn": "Write sign(z).",
    "pow": "Write z**2.",
    "cot": "Write 1/tan(z).",
    "sec": "Write 1/cos(z).",
    "sech": "Write 1/cosh(z).",
    "softmax": "It is of a whole layer, and g is of one number. Try sigmoid(z).",
    "softsign": "Write z/(1 + abs(z)).",
    "mish": "Write z*tanh(softplus(z)).",
    "log10": "Write log(z)/log(10).",
    "log2": "Write log(z)/log(2).",
    "cbrt": "Its slope at 0 is infinite. Try atan(z).",
    "and": "Write a where in a where: where(z > 0, where(z < 1, a, b), c).",
    "or": "Write a where in a where: where(z > 0, a, where(z < -1, a, b)).",
}


class Node(NamedTuple):
    """A part of a formula: a number or a letter (with its `text`), or a sign or a function with
    its `parts`. `at` is where it stands in the text, from its first character to its last.

    >>> parse("2*z", ("z",)).kind
    '*'
    """

    kind: str
    parts: tuple
    text: str
    at: tuple


def parse(text, letters):
    """The tree of a formula in these letters; raises `NotAFormula`, which shows the place.

    >>> [part.text for part in parse("z + 0.5", ("z",)).parts]
    ['z', '0.5']
    """
    if not isinstance(text, str):
        raise NotAFormula(
            f"a formula is a text in quotation marks, such as {_example(letters)!r}, but this is "
            f"of type {type(text).__name__}."
        )
    if len(text) > LONGEST:
        raise NotAFormula(
            f"the formula has {len(text):,} characters, and {LONGEST} is the most. "
            f"Write a shorter one."
        )
    return _Parser(text, letters).whole()


def _example(letters):
    return {"z": "z / (1 + exp(-z))", "x": "sin(3*x)"}.get(letters[0], "(p - y)**2")


class _Parser:
    def __init__(self, text, letters):
        self.text, self.letters, self.depth = text, letters, 0
        self.tokens, self.now = list(self._tokens()), 0
        if len(self.tokens) > _MOST:
            self._fail(
                f"more than {_MOST} numbers, letters and signs. Write a shorter formula.", -1
            )

    def _tokens(self):
        place = 0
        # letter for letter, so that places stay; π is two letters and read below
        text = "".join(_MINUS[c] if len(_MINUS.get(c, "  ")) == 1 else c for c in self.text)
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found:
                yield found.lastgroup, _MINUS.get(found.group(), found.group()), found.span()
                place = found.end()
            elif text[place].isspace():
                place += 1
            else:
                sign = text[place]
                words = _INSTEAD.get(sign, "A formula has numbers, letters and + - * / ** ( ).")
                raise NotAFormula(f"{sign!r} is no sign of a formula. {words}", self.text, place)

    # --- the grammar ------------------------------------------------------------------------------

    def whole(self):
        if not self.tokens:
            raise NotAFormula(f"there is no formula. Write, for example, {_example(self.letters)}.")
        node = self._sum()
        if self._sign() is not None or self.now < len(self.tokens):
            self._fail(self._surplus())
        return node

    def _sum(self):
        return self._chain(self._product, ("+", "-"))

    def _product(self):
        return self._chain(self._unary, ("*", "/"))

    def _chain(self, part, signs):
        left = part()
        while self._sign() in signs:
            sign = self._take()
            left = self._node(sign, left, part())
        return left

    def _unary(self):
        if self._sign() in ("-", "+"):
            start, sign = self.tokens[self.now][2][0], self._take()
            with self._deeper():
                inner = self._unary()
            return inner if sign == "+" else Node("neg", (inner,), "", (start, inner.at[1]))
        return self._power()

    def _power(self):
        base = self._atom()
        if self._sign() != "**":
            return base
        self._take()
        with self._deeper():
            return self._node("**", base, self._unary())

    def _atom(self):
        if self.now >= len(self.tokens):
            self._fail("the formula ends where a number, a letter or a bracket is missing.")
        kind, text, span = self.tokens[self.now]
        if kind == "sign" and text != "(":
            self._fail(f"a number or a letter is missing before {text!r}. {_INSTEAD.get(text, '')}")
        self.now += 1
        if kind == "number":
            return self._number(text, span)
        if kind == "name":
            return self._name(text, span)
        with self._deeper():
            inner = self._sum()
        return inner._replace(at=(span[0], self._close(span[0], ")")))

    def _number(self, text, span):
        size, digits = abs(float(text)), text.lower().partition("e")[0]
        if size > _LARGEST or size < 1 / _LARGEST and digits.strip("0."):
            self._fail("this number is too large or too small for a float.", self.now - 1)
        return Node("number", (), text, span)

    def _name(self, name, span):
        known = _ALSO.get(name, name)
        if known in FUNCTIONS:
            return self._call(known, name, span)
        if self._sign() == "(" and name in (*self.letters, *CONSTANTS):
            self._fail(f"{name} is no function. To multiply, write {name}*(…).")
        if name in self.letters:
            return Node("letter", (), name, span)
        if name in CONSTANTS:
            return Node("constant", (), name, span)
        self._fail(self._unknown(name), self.now - 1)

    def _call(self, function, name, span):
        if self._sign() != "(":
            letter = self.letters[0]
            self._fail(f"{name} needs brackets round its argument: {name}({letter}).", self.now - 1)
        opening, count = self.tokens[self.now][2][0], FUNCTIONS[function]
        self.now += 1
        with self._deeper():
            parts = [self._condition() if function == "where" else self._sum()]
            while self._sign() == ",":
                self.now += 1
                parts.append(self._sum())
        end = self._close(opening, ")")
        if len(parts) != count:
            usage = {1: "(z)", 2: "(a, b)", 3: "(z > 0, a, b)"}[count]
            raise NotAFormula(
                f"{name} takes {count} argument{'s' * (count > 1)}, as in {name}{usage}, but here "
                f"it has {len(parts)}.", self.text, span[0],
            )  # fmt: skip
        return Node(function, tuple(parts), "", (span[0], end))

    def _condition(self):
        left = self._sum()
        if self._sign() not in _COMPARISONS:
            self._fail("where begins with a condition, such as where(z > 0, z, 0).")
        return self._node(self._take(), left, self._sum())

    # --- small tools ------------------------------------------------------------------------------

    @contextmanager
    def _deeper(self):
        """A bracket, a sign before a sign, or a power: at most so many in each other."""
        self.depth += 1
        if self.depth > _DEEPEST:
            self._fail(f"more than {_DEEPEST} brackets in each other. Write it simpler.")
        yield
        self.depth -= 1

    def _node(self, kind, *parts):
        return Node(kind, parts, "", (parts[0].at[0], parts[-1].at[1]))

    def _sign(self):
        kind, text, _ = self.tokens[self.now] if self.now < len(self.tokens) else (None,) * 3
        return text if kind == "sign" else None

    def _take(self):
        self.now += 1
        return self.tokens[self.now - 1][1]

    def _close(self, opening, bracket):
        if self._sign() == bracket:
            self.now += 1
            return self.tokens[self.now - 1][2][1]
        if self.now >= len(self.tokens):
            raise NotAFormula("this bracket is never closed: a ) is missing.", self.text, opening)
        self._fail(self._surplus())

    def _surplus(self):
        """What is said of a token after which a formula cannot go on."""
        kind, text, _ = self.tokens[self.now]
        if text in _COMPARISONS:
            return f"{text} stands only in where(z > 0, a, b): a where it holds, b elsewhere."
        if text in _INSTEAD:
            return _INSTEAD[text]
        if text == ")":
            return "this bracket was never opened."
        if text == ",":
            return "a comma stands only in max, min and where; a decimal number has a dot: 0.5."
        before = self.tokens[self.now - 1]
        if kind == "name" and text in _NAMED:
            return _NAMED[text]
        if kind == "name" and text not in self._known():
            return self._unknown(text)
        plain = before[0] in ("number", "name") and kind in ("number", "name")
        mend = f"write {before[1]}*{text}" if plain else "put a star between them: *"
        return f"a sign is missing here. To multiply, {mend}."

    def _known(self):
        return (*self.letters, *CONSTANTS, *FUNCTIONS, *_ALSO)

    def _unknown(self, name):
        if name.lower() in _NAMED:
            return f"there is no {name} here. {_NAMED[name.lower()]}"
        if name.startswith("__"):
            return f"{name[:20]} is no name of a formula: {self._list()}"
        if parts := self._run_together(name):
            return f"there is no {name} here. To multiply, write {'*'.join(parts)}."
        said = f"there is no {name[:20]} here."
        if len(name) == 1 and name.lower() not in self._known():
            letters = " and ".join(self.letters)
            return f"{said} The only letter{'s are' if len(self.letters) > 1 else ' is'} {letters}."
        if near := get_close_matches(name.lower(), self._known(), n=1, cutoff=0.5):
            return f"{said} Did you mean {near[0]}?"
        return f"{said} {self._list()}"

    def _run_together(self, name):
        """zz as z z, and zsin as z sin."""
        for letter in self.letters:
            rest = name.removeprefix(letter)
            if rest != name and (rest in self._known() or set(rest) == {letter}):
                return [letter, *(rest if set(rest) == {letter} else [rest])]
        return None

    def _list(self):
        letters = ", ".join((*self.letters, *CONSTANTS))
        return f"A formula knows {letters} and {', '.join(FUNCTIONS)}."

    def _fail(self, why, token=None):
        token = self.now if token is None else token
        place = self.tokens[token][2][0] if token < len(self.tokens) else len(self.text)
        raise NotAFormula(why.strip(), self.text, place)
