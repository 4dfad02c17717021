"""HelmReleases and their sources for Flux, one by one or as a directory for a fleet of clusters."""
