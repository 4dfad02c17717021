"""What the first files of a model say around the answers; `$name` and its like are filled in."""

from __future__ import annotations

MODELSERVICE = """\
# One model, as its owner writes it: which model, and how many servers.
# All fields: msvc-helm schema --kind modelservice
"""
VALUES = """\
# Values of the chart for one model, as its owner writes them: which model, and how many servers.
# All fields: msvc-helm schema --format markdown
"""
BASE_CONFIG = """\
# How models are served, as a platform team writes it. Everything that is not written here comes from the preset:
# $title
# To see it: msvc-helm preset $preset
"""
EXAMPLE = """\
  # Change something in the preset by writing only that, for example:
  # decodeDeployment: |
  #   spec:
  #     template:
  #       spec:
  #         nodeSelector:
  #           example.com/pool: inference
"""
README = """\
# $name

Serves `$uri` on Kubernetes with the preset $presets of msvc-helm.

| file | who changes it | what it defines |
|---|---|---|
| `$model` | the model's owner | which model, how many servers |
| `baseconfig.yaml` | the platform team | how a model is served: images, flags, probes, routing |

## Next

Run in this directory. See what becomes of the two files:

```sh
msvc-helm generate $inputs
```

Check that the objects fit together:

```sh
msvc-helm check $inputs
```

$apply"""
KUBECTL = """\
Apply the objects.$needs

```sh
msvc-helm generate $inputs | kubectl apply -f -
```
"""
HELM = """\
Install the release.$needs
Helm 4 requires the post-renderer as a plugin, to be installed once: `helm plugin install "$$(msvc-helm plugin-dir)"`.

```sh
helm install $name "$$(msvc-helm chart-dir)" -f values.yaml \\
  --set-file baseConfigFile=baseconfig.yaml --post-renderer msvc-post
```
"""
NEEDS = " The cluster needs the CRDs of the Gateway API and of its Inference Extension, and a Gateway."
REQUEST = """\

## Ask it something

```sh
kubectl port-forward service/$service 8000:$port &
curl -s localhost:8000/v1/completions -H 'Content-Type: application/json' \\
  -d $body
```
"""
