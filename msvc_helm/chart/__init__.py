"""`msvc-helm chart`: a base config as a Helm chart of its own, which needs no post-renderer."""
