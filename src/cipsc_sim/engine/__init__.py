"""The only place where time passes and values are drawn."""
