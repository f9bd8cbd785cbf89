"""Pictures: pure functions from state to picture, each with a description of what it shows.

Every function returns a `Picture`: as the last line of a cell it is shown.
"""

from .area import area
from .arrangements import arrangements
from .boundary import boundary
from .cloud import cloud
from .contributions import contributions
from .curves import activation, lines, tangent
from .data import data
from .diagram import network
from .growth import growth
from .passes import backward
from .picture import Picture
from .proof_map import proof_map
from .regions import regions
from .scenes import NetworkAndBoundary, network_and_boundary

__all__ = [
    "NetworkAndBoundary",
    "Picture",
    "activation",
    "area",
    "arrangements",
    "backward",
    "boundary",
    "cloud",
    "contributions",
    "data",
    "growth",
    "lines",
    "network",
    "network_and_boundary",
    "proof_map",
    "regions",
    "tangent",
]
