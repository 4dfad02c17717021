"""Makes the compact type data of `msvc_helm.types` from what Kubernetes and the two Gateway projects publish."""
