"""Chance: quantities, quantiles, addresses and traits. Imports nothing of ours."""

from .address import check_streams, pack, stream_number
from .discrete import Constant
from .distribution import Distribution
from .family import FAMILIES, FORMS, from_parameters
from .mixture import Mixture
from .source import Centre, Source, Uniforms
from .traits import combine, move, move_by
from .within import Within, truncated

__all__ = [
    "FAMILIES",
    "FORMS",
    "Centre",
    "Constant",
    "Distribution",
    "Mixture",
    "Source",
    "Uniforms",
    "Within",
    "check_streams",
    "combine",
    "from_parameters",
    "move",
    "move_by",
    "pack",
    "stream_number",
    "truncated",
]
