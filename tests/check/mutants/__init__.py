"""The deployments of the field, changed by one value at a time: whether `check` sees what then no longer serves."""
