"""What a change of manifests does to what runs: `msvc-helm plan`."""
