"""Templates of a base config in the language of Helm: what they may not say there is an error with its line."""
