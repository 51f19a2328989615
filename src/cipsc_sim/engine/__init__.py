"""The only place where time passes and values are drawn."""

from cipsc_sim import compiled

COMPILED = compiled.take(__path__)
"""Whether the engine is played in its compiled form."""
