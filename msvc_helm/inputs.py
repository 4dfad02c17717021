"""What a command was asked to work on: ModelServices or values, and the base configs for them."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.bases import Bases, Candidate, config_maps, given_bases
from msvc_helm.errors import InputError, Problem, UsageError
from msvc_helm.options import INPUTS, check_values
from msvc_helm.read import Document, Input, ValuesDocument, inputs
from msvc_helm.typed import Any


class Inputs:
    """The inputs of a run, which can be read more than once."""

    __slots__ = ("_models", "_name", "_values", "bases")

    def __init__(self, models: list[Input], values: list[Input], name: str, given: Bases) -> None:
        self._models = models
        self._values = values
        self._name = name
        found = tuple(c for file in models for document in file.documents() for c in _quietly(document))
        self.bases = given._replace(beside=found)

    @property
    def files(self) -> list[str]:
        """The names of the files, as the user wrote them."""
        return [file.name for file in (*self._models, *self._values)]

    def nothing(self) -> Problem:
        """What to say when there was no document to expand."""
        kinds = [what for what, files in (("ModelService", self._models), ("values", self._values)) if files]
        message = f"no {' and no '.join(kinds)} found in {', '.join(self.files)}"
        bases = self._models and self.bases.beside
        return Problem(message, hint="ConfigMaps are there; a base config is given with -b" if bases else "")

    def documents(self) -> Iterator[Document]:
        """Every document to expand, in the order the files were named."""
        for file in self._models:
            yield from file.documents()
        for file in self._values:
            for document in file.documents():
                yield ValuesDocument(document, self._name)


def inputs_for(arguments: dict[str, Any]) -> Inputs:
    """The inputs that `arguments.INPUTS` name. Raises UsageError where they do not go together."""
    if not arguments["models"] and not arguments["values"]:
        raise UsageError("nothing to expand: name ModelServices with -m, or values with -f")
    if arguments["name"] and len(arguments["values"]) != 1:
        raise UsageError("--name is for a single values file (-f)")
    check_values(INPUTS, arguments)
    bases = base_configs(arguments["bases"], arguments["preset"])
    return Inputs(inputs(arguments["models"]), inputs(arguments["values"]), arguments["name"], bases)


def base_configs(paths: tuple[str, ...], presets: tuple[str, ...]) -> Bases:
    """The base configs of files, with the shipped layers of those names below; without files the last of them."""
    given = given_bases(inputs(paths))
    if not presets:
        return Bases(given)
    from msvc_helm.presets import candidate, preset

    *under, last = presets
    if paths:
        return Bases(given, under=tuple(map(preset, presets)))
    return Bases((candidate(last),), under=tuple(map(preset, under)))


def _quietly(document: Document) -> list[Candidate]:
    """The ConfigMaps of a document; a broken one is reported when its turn comes."""
    try:
        return config_maps(document)
    except InputError:
        return []
