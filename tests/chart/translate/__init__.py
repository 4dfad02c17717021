"""Base config templates carried over to Helm."""
