"""YAML as Kubernetes' Go stack reads it (sigs.k8s.io/yaml over go-yaml v2), with the position of every node."""
