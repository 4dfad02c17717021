"""The words of every refusal, for Python and Helm."""

from __future__ import annotations

from msvc_helm.errors import Problem
from msvc_helm.suggest import Later
from msvc_helm.typed import Any

MESSAGES = {
    "required": "required but not set",
    "form": "expected %s, found %s",
    "between": "expected %s to %s, found %s",
    "least": "expected %s or more, found %s",
    "choice": "expected one of %s, found %s",
    "entries": "expected %s to %s entries, found %s",
    "same": "an earlier entry has the same %s: %s",
    "of type": "required when the type is %s",
    "other type": "not allowed when the type is %s",
    "order": "expected at most %s, %s, found %s",
    "sleep": "expected 0 to terminationGracePeriodSeconds, %s, found %s",
    "one": "expected one of %s, found %s",
    "port": "expected 1 to 65535 or a port's name, found %s",
    "label": 'the pods must have the label "%s", found %s',
    "own pods": "does not select the pods of its own template",
    "selector": "an empty selector is not allowed",
    "set name": "expected at most %s characters, as a label of the pods is made of it, found %s",
    "group name": 'name and highest index, "%s", have %s characters, and no worker starts with more than %s',
    "subgroup": "expected a number that divides %s, found %s",
    "all or none": "0 in this role and not in others: expected zero in all roles or in none",
    "container": 'another container of the pod has the name "%s"',
    "volume": 'the pod has no volume "%s" (known: %s)',
    "claim": 'the pod has no resourceClaim "%s"',
    "resource": "expected cpu, memory, ephemeral-storage, hugepages-SIZE or a device such as example.com/gpu",
    "negative": "expected zero or more, found %s",
    "whole": "expected a whole number of devices, found %s",
    "limited": "a device needs a limit as well",
    "equal": "expected the limit, %s, found %s",
    "most": "expected at most the limit, %s, found %s",
    "both": '"%s" is in data as well',
    "size": "expected at most %s bytes in all, found %s",
    "named": "required where there are several ports",
}
"""Every message, with a %s for each value in it."""


def told(name: str, path: str, *values: Any, hint: str | Later = "") -> Problem:
    """The message of that name, with its values, as a problem of the field at `path`."""
    return Problem(MESSAGES[name] % values, path, hint=hint)


def shown(value: Any) -> str:
    """A value as messages show it: as JSON."""
    import json  # only where something is wrong

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
