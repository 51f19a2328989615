"""How often, over which variants: replicate, compare, sweep."""
