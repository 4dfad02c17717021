"""What is asked of every HelmRelease of a run, and whether it can be had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msvc_helm.api.metadata import is_dns_label, is_dns_subdomain
from msvc_helm.errors import Problem, UsageError
from msvc_helm.flux.accepted import is_duration

AUTO, INLINE, CONFIG_MAP = "auto", "inline", "configmap"
DRIFT = ("enabled", "warn", "disabled")


class ReleaseSettings(NamedTuple):
    """What is asked of every HelmRelease of a run. Durations are Go's (`10m`), names those of Kubernetes' objects.

    `namespace` is that of the HelmReleases, where they are not beside what they make; `source_namespace` that of the
    sources, where it is not the HelmRelease's. `depends_on` are (namespace, name) of other HelmReleases.
    """

    interval: str = "10m"
    timeout: str = "30m"
    retries: int = 3
    drift: str = "enabled"
    values_in: str = AUTO
    namespace: str = ""
    source_namespace: str = ""
    source_secret: str = ""
    service_account: str = ""
    depends_on: tuple[tuple[str, str], ...] = ()


def read_settings(told: Mapping[str, Any], source_namespace: str) -> ReleaseSettings:
    """The wish in the options of the command by name; `source_namespace` is that of sources where none is given.

    Raises UsageError for what no field of a HelmRelease takes.
    """
    problems = [
        Problem(f'--{option} "{told[option]}" is not a duration of at most a year: write 90s, 10m, 1h30m')
        for option in ("interval", "timeout")
        if not is_duration(told[option])
    ]
    for option in ("flux_namespace", "source_namespace"):
        if told[option] and not is_dns_label(told[option]):
            problems.append(_not_a(option, told[option], "a namespace"))
    given = [(option, told[option]) for option in ("source_secret", "service_account") if told[option]]
    for text in told["depends_on"]:
        namespace, slash, name = text.rpartition("/")
        given.append(("depends_on", name))
        if slash and not is_dns_label(namespace):
            problems.append(_not_a("depends_on", namespace, "a namespace"))
    problems += [_not_a(option, name, "an object") for option, name in given if not is_dns_subdomain(name)]
    if problems:
        raise UsageError(problems)
    return ReleaseSettings(
        told["interval"],
        told["timeout"],
        told["retries"],
        told["drift"],
        told["values_in"],
        told["flux_namespace"],
        told["source_namespace"] or source_namespace,
        told["source_secret"],
        told["service_account"],
        tuple((namespace, name) for namespace, _, name in (text.rpartition("/") for text in told["depends_on"])),
    )


def _not_a(option: str, name: str, what: str) -> Problem:
    return Problem(f'--{option.replace("_", "-")}: "{name}" cannot be the name of {what}')
