"""Objects that run today, as a base config and a ModelService that make the same objects again."""
