"""Drafting: the one place that turns a frozen scenario into the blueprint that the engine plays."""

from cipsc_sim.engine.drafting.draft import draft

__all__ = ["draft"]
