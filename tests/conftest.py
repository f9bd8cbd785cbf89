"""What many tests ask for: a warning, or a number that overflows, is an error."""

import warnings

import numpy as np
import pytest


@pytest.fixture
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", DeprecationWarning)  # between our libraries
        yield


@pytest.fixture
def no_overflow():
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield
