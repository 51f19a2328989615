"""Estimates over replications, each with its interval and with what ignorance of the parameters leaves open.

Every function takes one value (or one set of samples) per replication. With ``pairs`` true, replications 2p and
2p + 1 share the parameters drawn for pair p: the pair is then the independent unit of every interval, which holds
for the mean over the priors, and the entry also tells the 5–95 % range of the long-run value over the priors.
"""

from cipsc_sim.analysis.estimates.bounds import ANYTHING, POSITIVE, SHARE, Bounds
from cipsc_sim.analysis.estimates.clusters import CONFIDENCE, together
from cipsc_sim.analysis.estimates.entry import Entry
from cipsc_sim.analysis.estimates.fractions import fraction
from cipsc_sim.analysis.estimates.ignorance import variance_parts
from cipsc_sim.analysis.estimates.incidence import aalen_johansen
from cipsc_sim.analysis.estimates.quantiles import pooled_quantile, quantile
from cipsc_sim.analysis.estimates.ratios import mean, paired_difference, ratio

__all__ = [
    "ANYTHING",
    "CONFIDENCE",
    "POSITIVE",
    "SHARE",
    "Bounds",
    "Entry",
    "aalen_johansen",
    "fraction",
    "mean",
    "paired_difference",
    "pooled_quantile",
    "quantile",
    "ratio",
    "together",
    "variance_parts",
]
