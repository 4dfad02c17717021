"""PyYAML's parser in C without the rest of PyYAML, which takes a quarter of a short run to import and is never used.

The parser wants from the package its events and tokens, and the errors that it raises. Only for a process of our own:
the errors are not the classes that PyYAML's own loaders raise, but of the same bases.
"""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

from msvc_helm.typed import Any

NAME = "yaml"
NEEDED = ("error", "tokens", "events", "nodes")
MARKED = {"scanner": "ScannerError", "parser": "ParserError", "composer": "ComposerError"}
OTHERS = ("constructor", "emitter", "serializer", "representer")


def alone() -> None:
    """Let `yaml` hold the parser only; code that asks for more gets the whole package. Nothing where it cannot be."""
    if NAME in sys.modules:
        return
    found = next((spec for finder in sys.meta_path if (spec := finder.find_spec(NAME, None))), None)
    if found is None or found.submodule_search_locations is None:
        return
    package = ModuleType(NAME)
    package.__spec__, package.__file__ = found, found.origin
    package.__path__ = list(found.submodule_search_locations)
    sys.modules[NAME] = package
    try:
        for name in NEEDED:
            __import__(f"{NAME}.{name}")
        _errors(package)
        __import__(f"{NAME}._yaml")
    except (ImportError, AttributeError):  # no parser in C, or another PyYAML than those known
        _whole()
        return
    vars(package)["__getattr__"] = _missing


def _errors(package: ModuleType) -> None:
    """The errors of the modules that are left out."""
    error: Any = vars(package)["error"]

    class ReaderError(error.YAMLError):  # type: ignore[misc] # the class is not known before
        """Bytes that are not YAML text: the parser says where, which, in what encoding, and why."""

        def __init__(self, name: str, position: int, character: int, encoding: str, reason: str) -> None:
            super().__init__(f"{reason}: {character:#x}, {encoding}, at {position} in {name}")

    vars(package)["reader"] = SimpleNamespace(ReaderError=ReaderError)
    for module, name in MARKED.items():
        vars(package)[module] = SimpleNamespace(**{name: type(name, (error.MarkedYAMLError,), {})})
    for module in OTHERS:
        name = f"{module.capitalize()}Error"
        vars(package)[module] = SimpleNamespace(**{name: type(name, (error.YAMLError,), {})})


def _missing(name: str) -> Any:
    """What of the package the parser does not need."""
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(_whole(), name)


def _whole() -> ModuleType:
    del sys.modules[NAME]
    return __import__(NAME)
