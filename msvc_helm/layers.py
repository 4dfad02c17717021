"""The layers that a base config lies on: found by name, the lowest first, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from msvc_helm.api import ModelService
from msvc_helm.baseconfig import EXTENDS, SHIPPED, BaseConfig
from msvc_helm.bases import Bases
from msvc_helm.errors import InputError, Problem
from msvc_helm.presets import goes_over, preset
from msvc_helm.typed import Any

NONE: Mapping[str, BaseConfig] = {}
PRESET = "preset"  # the folder of shipped layers in names, preset/gpu, and the chart's value that names them


def resolve(bases: Bases, service: ModelService, warn: Callable[[Problem], None], ways: str = "") -> BaseConfig | None:
    """The ModelService's base config on its layers, None when it needs none. Raises InputError as `Bases.resolve`."""
    base = bases.resolve(service, warn, ways)
    return base and stacked(base, bases)


def stacked(
    base: BaseConfig, bases: Bases, under: Iterable[BaseConfig] = (), carried: Mapping[str, BaseConfig] = NONE
) -> BaseConfig:
    """The base config on the layers it extends, and on those `under` it; itself where there are none.

    `carried` are layers by the name that they are asked for by, where they came along. Raises InputError for a layer
    that is not there, and for layers that extend each other.
    """
    under = (*bases.under, *under)
    if not under and not base.extends:
        _complete(base)
        return base
    found: dict[str, BaseConfig] = {}
    for layer in (*under, base):
        _visit(layer, _name(layer), (), found, lambda name, above: _find(name, above, bases, carried))
    _complete(next(iter(found.values())))
    return _chain(tuple(found.values()))


def _complete(lowest: BaseConfig) -> None:
    """Raise InputError for a shipped layer that lies on nothing."""
    name = lowest.source.removeprefix(SHIPPED)
    if lowest.is_shipped and (over := goes_over(name)):
        message = f'"{name}" is a layer and needs a preset below it: it goes over {over}'
        raise InputError(Problem(message, hint=f"name that first: gpu,{name}"))


Find = Callable[[str, BaseConfig], BaseConfig]


def _visit(base: BaseConfig, name: str, above: tuple[str, ...], found: dict[str, BaseConfig], find: Find) -> None:
    """Add a base config, and before it what it extends."""
    if name in found:
        return
    if name in above:
        ring = " extends ".join([*above[above.index(name) :], name])
        raise _wrong(base, f"the layers extend each other: {ring}", "take one of them out")
    for each in base.extends:
        below = find(each, base)
        _visit(below, _name(below), (*above, name), found, find)
    found[name] = base


def _find(name: str, above: BaseConfig, bases: Bases, carried: Mapping[str, BaseConfig]) -> BaseConfig:
    if name in carried:
        return carried[name]
    folder, slash, rest = name.partition("/")
    try:
        if slash and folder == PRESET:
            return preset(rest)
        namespace, last = (folder, rest) if slash else ("", folder)
        return bases.find(last, namespace, above.namespace).base()
    except InputError as error:
        if any(problem.source for problem in error.problems):
            raise
        first = error.problems[0]
        raise _wrong(above, first.message, first.hint) from error


def _wrong(base: BaseConfig, message: str, hint: Any) -> InputError:
    return InputError(base.place(Problem(message, f"data.{EXTENDS}", hint=hint), EXTENDS))


def _name(base: BaseConfig) -> str:
    """What tells a layer from the others."""
    if base.is_shipped:
        return base.source.replace(SHIPPED, f"{PRESET}/", 1)
    return f"{base.namespace}/{base.name}" if base.namespace else base.name or base.source


@lru_cache(maxsize=256)
def _chain(layers: tuple[BaseConfig, ...]) -> BaseConfig:
    """The layers one over the other, made once, so that what they have compiled is kept."""
    lowest, *others = layers
    for layer in others:
        lowest = layer.over(lowest)
    return lowest


def as_values(base: BaseConfig) -> dict[str, Any]:
    """The chart's values that give a base config with its layers: shipped ones by name, its own templates as text.

    Raises InputError where a layer below is neither: values hold one base config.
    """
    *below, top = base.layers
    names = [_name(layer).partition("/")[2] for layer in base.layers if layer.is_shipped]
    others = [layer for layer in below if not layer.is_shipped]
    if others:
        message = f"the layer {others[0]} cannot be combined in values with {top}: they hold one base config"
        raise InputError(Problem(message, hint="refer to the base config, or make a chart of it with msvc-helm chart"))
    given = {PRESET: names} if names else {}
    return given if top.is_shipped else {**given, "baseConfig": dict(top.texts)}
