"""The files of a chart that expands one base config without a post-renderer: path to content, nothing written yet."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from msvc_helm import bundled
from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.roles import SETTINGS
from msvc_helm.chart.definition import HEADER, Recipe
from msvc_helm.chart.example import example, missing
from msvc_helm.chart.render import TEMPLATES, pages
from msvc_helm.chart.translate.template import carry
from msvc_helm.errors import InputError, Problem
from msvc_helm.resources.children import children
from msvc_helm.resources.kinds import GIE_DEFAULT
from msvc_helm.suggest import Later, suggestion

SHARED = ("_live.tpl", "_names.tpl", "_release.tpl")  # as they are in charts/modelservice
_COMMENT = f"{{{{- /* {HEADER} */ -}}}}"
_PREFIXES = re.compile(r'"(?:CHART|modelservice)\.')


def build(recipe: Recipe, *, tested: bool = False) -> tuple[dict[str, str], list[Problem]]:
    """The chart's files by their path in it, and warnings. `tested`: there are values to test it with without ours.

    Raises InputError for a name or version that Helm would not take, and for every place of the base config that
    Helm's templates cannot give as the operator's did.
    """
    recipe.check()
    keys, warnings = _keys(recipe)
    carried = dict(_carried(recipe, warnings))
    tried = example(recipe, keys)
    files = carried | dict(_library(recipe)) | dict(pages(recipe, keys, tried.values))
    if tried.problems and not tested:
        warnings.append(missing(tried).at(source=recipe.base.source, document=recipe.base.document))
    return dict(sorted(files.items())), warnings


def _keys(recipe: Recipe) -> tuple[list[str], list[Problem]]:
    """The base config's keys that make something, in the order of the children, and a warning for each other one."""
    base = recipe.base
    if base.has(CONVENTIONS):
        message = "a generated chart cannot leave out what msvc-helm adds"
        hint = "charts/modelservice with msvc-post can, and so can generate"
        raise InputError(base.place(Problem(message, CONVENTIONS, hint=hint), CONVENTIONS))
    known = [child.key for child in children(GIE_DEFAULT).values() if child.in_base]
    keys = [key for key in known if base.has(key)]
    warnings = [
        layer.place(Problem("unknown key, left out", hint=Later(suggestion, key, known)), key)
        for layer in base.layers
        for key in layer.texts
        if key not in known and key not in SETTINGS
    ]
    if not keys:
        message = "the base config makes no object; only what the values ask for is left"
        warnings.append(
            Problem(message, source=base.source, document=base.document, hint=f"keys that make one: {', '.join(known)}")
        )
    return keys, warnings


def _carried(recipe: Recipe, warnings: list[Problem]) -> Iterator[tuple[str, str]]:
    """The base config's own templates, a file each, those of several layers in a folder each."""
    problems: list[Problem] = []
    for layer, key in ((each, key) for each in recipe.layers() for key in (*each.keys, *each.settings)):
        found: list[Problem] = []
        try:
            body = carry(f"{layer.prefix}{key}", layer.base.texts[key], chart=recipe.name, warn=found.append)
        except InputError as error:
            problems += [layer.base.place(problem, key) for problem in error.problems]
        else:
            warnings += [layer.base.place(problem, key) for problem in found]
            yield f"templates/base/{layer.folder}_{key}.tpl", f"{_COMMENT}\n{body}"
    if problems:
        raise InputError(problems)


def _library(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """The templates that are the same in every chart, under this chart's name."""
    own = sorted(name for name in os.listdir(TEMPLATES) if name.endswith(".tpl"))
    for folder, names in ((bundled.chart("templates"), SHARED), (TEMPLATES, own)):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8") as stream:
                body = _PREFIXES.sub(f'"{recipe.name}.', stream.read())
            yield f"templates/{name}", f"{_COMMENT}\n{body}"
