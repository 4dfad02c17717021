"""`msvc-post` for click: help, messages about wrong usage."""

from __future__ import annotations

from typing import Any

import click

from msvc_helm import __version__
from msvc_helm.cli.options import CommandWithExamples, with_options
from msvc_helm.cli.usage import run
from msvc_helm.options import OPTIONS_OF_POST


@click.command("msvc-post", cls=CommandWithExamples, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="%(version)s")
@with_options(*OPTIONS_OF_POST)
def command(**values: Any) -> dict[str, Any]:
    """Replace every ModelService in the manifests on stdin with the objects that it becomes.

    The output of charts/modelservice is replaced too. All other documents pass through byte for byte. If there is an
    error, nothing is printed to stdout.

    \b
    Helm 3:     helm install qwen charts/modelservice -f values.yaml --post-renderer msvc-post
    Helm 4:     helm plugin install "$(msvc-helm plugin-dir)"   # once
                helm install qwen charts/modelservice -f values.yaml --post-renderer msvc-post
    A stream:   helm template any-chart | msvc-post -b baseconfig.yaml | kubectl apply -f -
    kustomize:  a KRM function: reads and prints a ResourceList

    With Helm, pass each word of an option with its own --post-renderer-args.
    """
    return values


def explained(words: list[str]) -> dict[str, Any] | None:
    """The options; None where help was asked for, and given. Raises UsageError for a wrong command line."""
    values = run(command, "msvc-post", words)
    return values if isinstance(values, dict) else None
