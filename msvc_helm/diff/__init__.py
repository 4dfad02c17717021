"""What changes between two sets of manifests, seen as the API server sees it: `msvc-helm diff`."""
