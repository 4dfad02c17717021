"""Whether all ways from a ModelService to its objects give the same ones."""
