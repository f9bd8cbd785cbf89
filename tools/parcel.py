"""Answers and arguments as JSON: plain data only, so that what arrives cannot do anything.

A derivation travels as its lines, and is proved where it arrives.

>>> unpack(pack({1: np.ones(2), "two": (3, "x")}))
{1: array([1., 1.]), 'two': (3, 'x')}
"""

import ast

import numpy as np
import sympy
from sympy import Expr, srepr

import nnlib.symbolic
import nnlib.symbolic.classes
import nnlib.symbolic.symbols
from nnlib import ACTIVATIONS, LOSSES
from nnlib.feedback.proving import Lines
from nnlib.feedback.settings import on_arrays
from nnlib.symbolic import Derivation

# The functions that tasks hand over, by their names.
_FUNCTIONS = {
    f"{name} {what}": getattr(rule, what)
    for name, rule in {**ACTIVATIONS, **LOSSES}.items()
    for what in ("function", "derivative")
}
_WORDS = {
    **{
        name: getattr(sympy, name)
        for name in (
            *("Add", "Mul", "Pow", "Integer", "Rational", "Float", "Symbol", "Sum", "Tuple"),
            *("Indexed", "IndexedBase", "exp", "log", "tanh", "KroneckerDelta", "Dummy", "Abs"),
        )
    },
    **{name: getattr(nnlib.symbolic, name) for name in ("d", "g", "g_prime", "loss", "n")},
    "loss_prime": nnlib.symbolic.loss_prime,
    "d_of_classes": nnlib.symbolic.classes.d,
    "Layered": nnlib.symbolic.symbols.Layered,
    "Half": sympy.Rational(1, 2),
}


def pack(value):
    """`value` as what JSON knows; what cannot be packed becomes a description of its type."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return value if isinstance(value, int) or np.isfinite(value) else {"float": repr(value)}
    if isinstance(value, (list, tuple)):
        return {
            type(value).__name__ if type(value) in (list, tuple) else "list": [*map(pack, value)]
        }
    if isinstance(value, dict):
        return {"dict": [[pack(key), pack(each)] for key, each in value.items()]}
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biufc":
        array = np.asarray(value)
        numbers = [repr(complex(x)) if array.dtype.kind == "c" else x.item() for x in array.ravel()]
        return {
            "array": [pack(x) for x in numbers],
            "shape": array.shape,
            "dtype": str(array.dtype),
        }
    if isinstance(value, Expr):
        return {"expression": srepr(value)}
    if isinstance(value, Derivation):
        lines = [[srepr(line), str(reason)] for line, reason, *_ in value.lines]
        return {"derivation": [srepr(value.lhs), lines]}
    for name, function in _FUNCTIONS.items():
        if function in (value, getattr(value, "__wrapped__", None)):
            return {"function": name}
    return {"other": type(value).__name__}


def unpack(parcel):
    """What was packed."""
    if not isinstance(parcel, dict):
        return parcel
    (kind, inside), *more = parcel.items()
    if kind in ("list", "tuple"):
        return {"list": list, "tuple": tuple}[kind](map(unpack, inside))
    if kind == "dict":
        return {unpack(key): unpack(each) for key, each in inside}
    if kind == "array":
        numbers = [complex(x) if isinstance(x, str) else unpack(x) for x in inside]
        return np.array(numbers, dtype=parcel["dtype"]).reshape(parcel["shape"])
    if kind == "float":
        return float(inside)
    if kind == "function":
        one_argument = inside.split()[0] in ACTIVATIONS
        return on_arrays(_FUNCTIONS[inside]) if one_argument else _FUNCTIONS[inside]
    if kind == "expression":
        return _read(inside)
    if kind == "derivation":
        start, lines = inside
        return Lines(_read(start), [(_read(line), reason) for line, reason in lines])
    return type(inside if str(inside).isidentifier() else "other", (), {})()


def _read(text):
    return _expression(ast.parse(text, mode="eval").body)


def _expression(tree):
    """An expression from its srepr: calls of known words on constants, nothing else."""
    if isinstance(tree, ast.Constant):
        return tree.value
    if isinstance(tree, ast.Name):
        return _WORDS[tree.id]
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        return -_expression(tree.operand)
    if isinstance(tree, ast.Tuple):
        return tuple(map(_expression, tree.elts))
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        named = {word.arg: _expression(word.value) for word in tree.keywords}
        return _WORDS[tree.func.id](*map(_expression, tree.args), **named)
    raise ValueError(f"{ast.unparse(tree)[:60]} is no expression of the course")
