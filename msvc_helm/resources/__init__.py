"""The children of a ModelService, one module per kind of object: base child in, finished object out."""
