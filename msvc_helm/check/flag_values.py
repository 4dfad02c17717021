"""Values of flags that the program cannot read: what is not a number, and what is not JSON."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.finding import ERROR, Found, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import ENGINES, SERVERS
from msvc_helm.check.view import View

# Flags whose value is a whole number, in every program that has them.
_NUMBERS = (
    *("port", "tensor-parallel-size", "pipeline-parallel-size", "data-parallel-size", "data-parallel-size-local"),
    *("block-size", "page-size", "max-num-seqs", "nnodes", "node-rank", "max-loras", "disaggregation-bootstrap-port"),
)
# Flags whose value is JSON where it begins with a brace; other rules look at those of the KV cache.
_JSON = (
    *("additional-config", "attention-config", "compilation-config", "default-chat-template-kwargs"),
    *("ec-transfer-config", "hf-overrides", "kernel-config", "limit-mm-per-prompt", "media-io-kwargs"),
    *("mm-processor-kwargs", "model-loader-extra-config", "override-generation-config", "pooler-config"),
    *("profiler-config", "reasoning-config", "rope-scaling", "speculative-config", "structured-outputs-config"),
    *("json-model-override-args", "preferred-sampling-params"),  # SGLang's
)


@rule("flag-number", ERROR)
def number(view: View) -> Iterator[Found]:
    """Flags that require a whole number and have another value, or none.

    Why: A server that cannot read its command line does not start.

        args: [--port, --tensor-parallel-size=two]
    """
    for container in _servers(view, SERVERS):
        for name, position, values in _given(container, _NUMBERS):
            value = values[0] if values else ""
            if "$" in value or value.lstrip("-").isdigit() or (name == "block-size" and value == "auto"):
                continue
            found = f'found "{value}"' if value else "found nothing"
            message = f"--{name} of {container.program.name} expects a whole number, {found}"
            yield Found(message, arg(container, position, f"--{name}"))


@rule("json-broken", ERROR)
def broken(view: View) -> Iterator[Found]:
    """JSON settings that are not valid, usually because of missing quotes.

    Why: A server that cannot read its command line does not start.

        args:
          - --compilation-config={cudagraph_mode:FULL} # JSON wants double quotes
    """
    for container in _servers(view, ENGINES):
        for name, position, values in _given(container, _JSON):
            value = values[0] if values else ""
            if value.startswith("{") and "$" not in value and not _is_json(value):
                message = f"--{name} of {container.program.name} is not valid JSON: {value}"
                hint = f"""write '--{name}={{"key": "value"}}' in one pair of single quotes"""
                yield Found(message, arg(container, position, f"--{name}"), hint)


def _servers(view: View, programs: tuple[str, ...]) -> Iterator[Container]:
    return (container for pod in view.roles for container in pod.running(*programs))


def _given(container: Container, names: tuple[str, ...]) -> Iterator[tuple[str, int, list[str]]]:
    """The occurrences of some flags, each with its position and values."""
    given = container.program.flags.given
    return ((name, position, values) for name in names if name in given for position, values in given[name])


def _is_json(text: str) -> bool:
    import json  # costs milliseconds

    try:
        json.loads(text)
    except ValueError:
        return False
    return True
