"""Tests of `msvc-helm flux`; what an API server says of its output is in tests/e2e/test_flux.py."""
