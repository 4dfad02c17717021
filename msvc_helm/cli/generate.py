"""`msvc-helm generate` for click: help, messages about wrong usage, completion."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.generate import OPTIONS, generate


@click.command("generate", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@with_options(*OPTIONS)
def command(**values: Any) -> int:
    """Print the manifests of ModelServices merged over their base config.

    Files may hold several documents, ModelServices and ConfigMaps mixed. One base config given with -b is used for
    every ModelService; with several, baseConfigMapRef selects one. Nothing is printed if there is an error.

    \b
    Examples:
      msvc-helm generate -m modelservice.yaml -b baseconfig.yaml | kubectl apply -f -
      msvc-helm generate -m models/ -b bases/ --output-dir manifests/
      kubectl get msvc -A -o yaml | msvc-helm generate -m - -b baseconfig.yaml --jobs 4
    """
    return generate(values)
