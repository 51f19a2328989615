"""Samples of the unit cube: designs that fill a space of many factors with few points."""

from __future__ import annotations

from typing import Literal

import numpy as np

from cipsc_sim.analysis.cells import Floats

Filling = Literal["latin_hypercube", "sobol_sequence"]


def unit_points(filling: Filling, points: int, dimensions: int, seed: int) -> Floats:
    """``points`` rows of ``dimensions`` shares between 0 and 1, neither included.

    Latin hypercube: each factor's shares lie in ``points`` strips of equal width, one in each (McKay et al. 1979,
    doi:10.2307/1268522). Sobol sequence: scrambled after Owen, even at powers of two (Sobol 1967,
    doi:10.1016/0041-5553(67)90144-9).
    """
    from scipy.stats import qmc

    random = np.random.default_rng([seed, 0])
    if filling == "latin_hypercube":
        shares = qmc.LatinHypercube(dimensions, rng=random).random(points)
    else:
        sequence = qmc.Sobol(dimensions, scramble=True, rng=random)
        shares = sequence.random_base2(max(0, (points - 1).bit_length()))[:points]
    nearest = 2.0**-52
    return np.clip(np.asarray(shares, dtype=np.float64), nearest, 1 - nearest)
