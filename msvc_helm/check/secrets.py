"""Secrets in plain text, where everybody can read them."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import WARNING, Found, in_container, rule
from msvc_helm.check.location import arg
from msvc_helm.check.view import View

NAMES = ("TOKEN", "PASSWORD", "SECRET", "SECRET_KEY", "ACCESS_KEY", "API_KEY")
NONE = ("", "empty", "none", "null", "dummy", "fake", "test", "true", "false", "changeme")
FLAGS = ("api-key", "admin-api-key")


def plain(name: str, value: object) -> bool:
    """Whether a variable's name says that it is a secret, and its value is one."""
    return any(name == each or name.endswith(f"_{each}") for each in NAMES) and _is_one(value)


def _is_one(value: object) -> bool:
    """Whether a text may be a secret: it is not a placeholder, a reference or a number."""
    if not isinstance(value, str) or value.isdigit() or value.lower() in NONE:
        return False
    return not set("$<{ ") & set(value) and bool(value.strip("xX"))


@rule("secret-plain", WARNING)
def in_plain(view: View) -> Iterator[Found]:
    """Tokens, passwords and keys that are written out in a variable or an argument.

    Why: Whoever reads the base config or the pod has them.

        env: [{name: VLLM_API_KEY, value: 3fd1a0}] # valueFrom: {secretKeyRef: {name: keys, key: vllm}}
    """
    hint = "put it into a Secret, and refer to that with valueFrom.secretKeyRef"
    for pod in view.pods:
        for container in pod.containers:
            for name, entry in container.env.items():
                if plain(name, entry.get("value")):
                    message = f'the variable "{name}" of container "{container.name}" is a secret in plain text'
                    yield Found(message, in_container(container, "env", name), hint)
            for flag in FLAGS:
                if flag in container.program.flags and _is_one(container.program.flags.get(flag)):
                    message = f'--{flag} of container "{container.name}" is a secret in plain text'
                    yield Found(message, arg(container, container.program.flags.position(flag)), hint)
