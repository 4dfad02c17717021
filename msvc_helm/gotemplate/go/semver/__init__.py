"""Masterminds/semver: versions and constraints on them."""
