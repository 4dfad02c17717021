"""What `msvc-helm adopt` was asked for, and the fleet that it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from msvc_helm.adopt.findings import Allowed, of_the_fleet, returning
from msvc_helm.adopt.handmade import handmade
from msvc_helm.adopt.models import LiveReader
from msvc_helm.adopt.objects import origins, release_of
from msvc_helm.adopt.operator import operators
from msvc_helm.adopt.read import Objects
from msvc_helm.adopt.script import Fleet
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.resources.context import Options
from msvc_helm.suggest import suggestion
from msvc_helm.untyped import name_of, namespace_of

ONLY = ""  # stands for the only model


class AdoptOptions(NamedTuple):
    """A run: `names` of models, `name` or `namespace/name` (none: all), and names of releases by model."""

    names: tuple[str, ...] = ()
    namespace: str = ""
    releases: Mapping[str, str] = MappingProxyType({})
    allowed: Allowed = Allowed()
    inline: bool = True
    options: Options = Options()


def fleet(found: Objects, asked: AdoptOptions) -> Fleet:
    """The models that were asked for. Raises InputError where there is none, or none of that name."""
    services = [each for each in found.models if asked.namespace in ("", namespace_of(each) or "default")]
    known = {f"{namespace_of(each) or 'default'}/{name_of(each)}": each for each in services}
    said = {"--allow-roll": asked.allowed.roll, "--allow-create": asked.allowed.create}
    _check(known, asked.namespace, {"MODEL": asked.names, "--release": tuple(filter(None, asked.releases)), **said})
    chosen = {key: each for key, each in known.items() if not asked.names or {key, name_of(each)} & set(asked.names)}
    if ONLY in asked.releases and len(chosen) != 1:
        raise UsageError(f"--release: there are {len(chosen)} models, say which: MODEL=NAME")
    reader = LiveReader(found, asked.options, inline=asked.inline, names=dict(asked.releases))
    models = [reader.model(each) for _, each in sorted(chosen.items())]
    running = operators(found)
    return Fleet(
        models, list(of_the_fleet(models, running, found)), list(returning(running, found)), running, asked.allowed
    )


def of_objects(found: Objects, asked: AdoptOptions) -> Fleet:
    """The one model that objects are which no operator created. Raises InputError where they are none."""
    if len(asked.releases) > 1:
        raise UsageError("--release: these objects are one model, and become one release")
    held = sorted({release_of(each)[0] for each in found if release_of(each)[0]})
    if held:
        message = f"no ModelService is found, and Helm has objects already: release {', '.join(held)}"
        raise InputError(Problem(message, hint="nothing is left to take over from the operator"))
    model = handmade(found, next(iter(asked.releases.values()), ""))
    origin = sorted({origin for each in model.live for origin in origins(each)})
    notes = [f"the objects come from {each}: it would change them back; suspend or remove it there" for each in origin]
    return Fleet([model], [], notes, [], asked.allowed)


def _check(known: Mapping[str, object], namespace: str, said: Mapping[str, tuple[str, ...]]) -> None:
    if not known:
        hint = "leave out --namespace to look everywhere" if namespace else "nothing is left to take over"
        raise InputError(Problem(f"no ModelService is found{f' in {namespace}' if namespace else ''}", hint=hint))
    names = [*known, *(key.partition("/")[2] for key in known)]
    problems = [
        Problem(f'{what} names "{name}", and there is no such ModelService', hint=suggestion(name, names))
        for what, given in said.items()
        for name in given
        if name not in names
    ]
    if problems:
        raise InputError(problems)


def releases(texts: Sequence[str]) -> dict[str, str]:
    """The names of releases by model, as `--release [MODEL=]NAME` says them. Raises UsageError.

    A name alone is that of the only model.
    """
    out: dict[str, str] = {}
    for text in texts:
        model, equals, name = text.partition("=") if "=" in text else (ONLY, "=", text)
        if not equals or not name or (not model and "=" in text) or model in out:
            raise UsageError(Problem(f'--release: expected MODEL=NAME, found "{text}"'))
        out[model] = name
    return out
