"""A base config as somebody gave it: the document of a ConfigMap, and what to say of any other."""

from __future__ import annotations

from msvc_helm.api.metadata import wrong_names
from msvc_helm.baseconfig import EXTENDS, BaseConfig
from msvc_helm.decode import text_of
from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, parse, string_of
from msvc_helm.recognise import CONFIG_MAP, near_kind, recognise
from msvc_helm.suggest import Later

WANTED = "expected a ConfigMap with templates under data"


def from_config_map(
    root: Node | None, raw: bytes = b"", *, source: str = "", document: int = 0, first: int = 1
) -> BaseConfig:
    """The base config that somebody gave as one. As `from_document`; InputError too for any kind but ConfigMap."""
    if isinstance(root, MappingNode) and text_of(root, "kind") == CONFIG_MAP:
        return from_document(root, raw, source=source, document=document, first=first)
    raise InputError(no_config_map(root, source=source, document=document, first=first))


def no_config_map(root: Node | None, *, source: str = "", document: int = 0, first: int = 1) -> Problem:
    """What to say of a document that was given as a base config and is not a ConfigMap."""
    seen = recognise(root)
    hint: str | Later = Later(near_kind, root, CONFIG_MAP) if seen.is_kind and not seen.option else seen.hint()
    line, column = (first, 0) if root is None else (root.line, root.column)
    if isinstance(root, MappingNode) and seen.is_kind:
        line, column = root.keys["kind"]
    return Problem(f"{WANTED}, found {seen.what}", "", line, column, source, document, hint)


def from_document(
    root: Node | None, raw: bytes = b"", *, source: str = "", document: int = 0, first: int = 1
) -> BaseConfig:
    """The base config of a map with templates under `data`. Its apiVersion and kind are not checked.

    `raw` is the document's text and `first` its line in the file, for messages. Raises InputError when there is no
    `data` (an empty one has no templates), when an entry of it is a mapping or a list, and for a name or namespace
    that no object can have: both go into comments, descriptions and messages. `binaryData` is ignored.
    """
    data = root.items.get("data") if isinstance(root, MappingNode) else None
    if isinstance(data, ScalarNode) and data.value is None:
        data = MappingNode({}, {}, data.line, data.column)  # `data:` and nothing below it: no template
    if not isinstance(data, MappingNode):
        path, at = ("data", data) if data is not None else ("", root)
        line, column = (at.line, at.column) if at is not None else (first, 0)
        raise InputError(Problem(f"{WANTED}, found {_found(root, data)}", path, line, column, source, document))
    texts: dict[str, str] = {}
    lines: dict[str, tuple[int, bool]] = {}
    problems: list[Problem] = []
    rows = raw.split(b"\n")
    extends: tuple[str, ...] = ()
    for key, value in data.items.items():
        if key == EXTENDS:
            lines[key] = (value.line, False)
            try:
                extends = _names(value)
            except InputError as error:
                problems += [p._replace(path=f"data.{key}", source=source, document=document) for p in error.problems]
            continue
        if not isinstance(value, ScalarNode):
            line, column = data.keys[key]
            what = "list" if isinstance(value, SequenceNode) else "mapping"
            message = f"expected text (a template), found a {what}"
            hint = f'write "{key}: |" and indent the text below it'
            problems.append(Problem(message, f"data.{key}", line, column, source, document, hint))
            continue
        texts[key] = string_of(value)
        lines[key] = (value.line, is_block(rows, value.line - first, value.column))
    metadata = root.items.get("metadata") if isinstance(root, MappingNode) else None
    name, namespace = text_of(metadata, "name"), text_of(metadata, "namespace")
    for wrong in wrong_names(name, namespace):
        line, column = _place(metadata, str(wrong.parts[-1]))
        path = ".".join(map(str, wrong.parts))
        problems.append(Problem(wrong.message, path, line, column, source, document, wrong.hint))
    if problems:
        raise InputError(problems)
    return BaseConfig(
        texts,
        name=name,
        namespace=namespace,
        source=source,
        document=document,
        lines=lines,
        extends=extends,
    )


def _names(node: Node) -> tuple[str, ...]:
    """The layers that a base config asks for: a list, or the text of one, or names with commas between them."""
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        inner = parse(node.value, alone=True)
        node = ScalarNode(None, "", node.line, node.column) if inner is None else inner
    items = node.items if isinstance(node, SequenceNode) else [node]
    names = [str(item.text) if isinstance(item, ScalarNode) and item.value is not None else "" for item in items]
    found = tuple(part for name in names for part in _parts(name))
    if not found or not all(found):
        message = "expected the name of a layer, or a list of names"
        raise InputError(Problem(message, line=node.line, column=node.column, hint="such as preset/gpu"))
    return found


def _parts(name: str) -> list[str]:
    return [part.strip() for part in name.split(",")]


def _found(root: Node | None, data: Node | None) -> str:
    """What is there in place of the templates."""
    if data is not None:
        return recognise(data).what
    return "no data" if isinstance(root, MappingNode) else recognise(root).what


def _place(node: Node | None, key: str) -> tuple[int, int]:
    """The line and column of a mapping's value."""
    value = node.items[key] if isinstance(node, MappingNode) else None
    return (value.line, value.column) if value is not None else (0, 0)


def is_block(lines: list[bytes], line: int, column: int) -> bool:
    """Whether the scalar that begins at a place is a literal block, whose lines are the file's own."""
    text = lines[line].decode(errors="replace") if 0 <= line < len(lines) else ""
    return text[column - 1 : column] == "|"
