"""A base config: the templates of the platform team, one for each child."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msvc_helm import types
from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.conventions import Conventions
from msvc_helm.errors import InputError, Problem
from msvc_helm.gotemplate import Limits, Struct, Template, TemplateError
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, SequenceNode, parse, plain, string_of
from msvc_helm.resources.gie import POOL_TYPES, written_for
from msvc_helm.resources.kinds import Child
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any

Functions = Mapping[str, Callable[..., Any]]
Warn = Callable[[Problem], None]
POOL = "inferencePool"
UNPRINTED = "unprinted"  # marks what a template could not print, which is no matter of taste
NO_VALUE = "<no value>"  # what Go prints for nothing; Helm takes it out of all that it renders
_BAD_VERB = r"%!.?\((?:[A-Z]|[a-z0-9*.\[\]{} ]+=)[^)]*\)?"  # how Go's fmt complains, in the text itself


def unprinted(text: str, template: str) -> Problem | None:
    """What is wrong where a template printed nothing, or in a way that Go does not know; None where it did not."""
    if text.lstrip().startswith("#"):
        return None
    if NO_VALUE in text:
        return Problem(f"the template prints {NO_VALUE}: it names a key that is not there", rule=UNPRINTED)
    found = re.search(_BAD_VERB, text) if "%!" in text and "%!" not in template else None
    if found is None:
        return None
    return Problem(f"printf prints {found[0]}: the verb and the value do not go together", rule=UNPRINTED)


class BaseConfig:
    """The templates of one ConfigMap by key, compiled when first wanted and then kept.

    `name` and `namespace` are the ConfigMap's own (empty when it has none).
    """

    __slots__ = ("_compiled", "_lines", "_split", "_typed", "document", "name", "namespace", "source", "texts")

    def __init__(
        self,
        texts: Mapping[str, str],
        *,
        name: str = "",
        namespace: str = "",
        source: str = "",
        document: int = 0,
        lines: Mapping[str, tuple[int, bool]] | None = None,
    ) -> None:
        self.texts = dict(texts)
        self.name = name
        self.namespace = namespace
        self.source = source
        self.document = document
        self._lines = lines or {}
        self._split: dict[str, list[str]] = {}
        self._compiled: dict[str, Template] = {}
        self._typed: dict[str, tuple[str, Any, list[Problem]]] = {}

    def __str__(self) -> str:
        """`namespace/name in file`."""
        name = f"{self.namespace}/{self.name}" if self.namespace else self.name or "(no name)"
        return f"{name} in {self.source}" if self.source else name

    def children(
        self, kinds: Mapping[str, Child], data: Struct, functions: Functions, warn: Warn, limits: Limits
    ) -> dict[str, Any]:
        """The typed children of the keys that are present once rendered; raises InputError with every problem."""
        problems: list[Problem] = []
        out: dict[str, Any] = {}
        for key in self.texts:
            if key == CONVENTIONS:
                continue
            try:
                child = self._child(key, kinds, warn, self._render(key, data, functions, limits))
            except InputError as error:
                problems += error.problems
            else:
                if child is not None:
                    out[key] = child
        if problems:
            raise InputError(problems)
        return out

    def conventions(self, data: Struct, functions: Functions, limits: Limits) -> Conventions:
        """What the base config says of names, labels and the like. Raises InputError with every problem."""
        from msvc_helm.conventions import read  # few base configs have any

        text = self._render(CONVENTIONS, data, functions, limits)
        try:
            return read(text)
        except InputError as error:
            rendered = text.split("\n")
            raise InputError(self._at(p, CONVENTIONS, rendered) for p in error.problems) from error

    def pool_api(self, data: Struct, functions: Functions) -> str:
        """The API that the InferencePool is written for; empty where there is none, or none that can be read."""
        try:
            node = parse(self._render(POOL, data, functions, Limits())) if POOL in self.texts else None
        except InputError:
            return ""  # whoever expands it says what is wrong
        return _pool_api(node) if isinstance(node, MappingNode) else ""

    def _child(self, key: str, kinds: Mapping[str, Child], warn: Warn, text: str) -> Any:
        kind = kinds.get(key)
        if kind is None or not kind.in_base:
            known = [k.key for k in kinds.values() if k.in_base]
            warn(self._at(Problem("unknown key, ignored", hint=Later(suggestion, key, known)), key))
            return None
        last = self._typed.get(key)
        if last is None or last[0] != text:
            # Most templates render to the same text for one ModelService after another: read that once.
            last = self._typed[key] = (text, *self._read(key, text, kind))
        for problem in (*last[2], *self._unprinted(key, text)):
            warn(problem)
        return last[1]

    def _unprinted(self, key: str, text: str) -> Iterator[Problem]:
        """What the template of a key could not print and prints all the same, as Go does."""
        if NO_VALUE in text or "%!" in text:
            rendered = text.split("\n")
            for number, line in enumerate(rendered, 1):
                if found := unprinted(line, self.texts[key]):
                    yield self._at(found._replace(line=number), key, rendered)

    def _read(self, key: str, text: str, kind: Child) -> tuple[Any, list[Problem]]:
        """The typed child (None: the key is absent) and the warnings; nobody changes the child."""
        warnings: list[Problem] = []
        try:
            node = parse(text)
            if node is None or (isinstance(node, ScalarNode) and node.value is None):
                return None, warnings
            child = _typed(node, kind, warnings.append)
        except InputError as error:
            rendered = text.split("\n")
            raise InputError(self._at(p, key, rendered) for p in error.problems) from error
        rendered = text.split("\n") if warnings else []
        return child, [self._at(problem, key, rendered) for problem in warnings]

    def _render(self, key: str, data: Struct, functions: Functions, limits: Limits) -> str:
        try:
            template = self._compiled.get(key)
            if template is None:
                template = self._compiled[key] = Template(self.texts[key], name=key)
            return template.render(data, functions=functions, limits=limits)
        except TemplateError as error:
            where = self._line(key, error.line)
            excerpt = f"{error.source_line}\n{error.marker}"
            problem = Problem(error.message, key, where, 0, self.source, self.document, error.hint, excerpt)
            raise InputError(problem) from error

    def _at(self, problem: Problem, key: str, rendered: list[str] | None = None) -> Problem:
        """A problem in the lines that a key rendered to, placed in the file: on its line where rendering kept it."""
        line, excerpt = self._line(key, 0), problem.excerpt
        if problem.line and rendered:
            after = _nth_line(rendered, problem.line)
            if after == _nth_line(self._text_lines(key), problem.line) and self._line(key, problem.line):
                line = self._line(key, problem.line)
            else:
                excerpt = f"line {problem.line} of what the template renders: {after.strip()[:120]}"
        path = f"{key}: {problem.path}" if problem.path else key
        placed = problem._replace(path=path, line=line, column=0, excerpt=excerpt)
        return placed._replace(source=self.source, document=self.document)

    def place(self, problem: Problem, key: str) -> Problem:
        """A problem with a line of a key's text (0: the key itself), placed in the file."""
        line, path = self._line(key, problem.line), problem.path or key
        return problem._replace(path=path, line=line, column=0, source=self.source, document=self.document)

    def find(self, key: str, needles: tuple[str, ...]) -> int:
        """The file's line where the texts `needles` stand in a key's text one after the other; the key's if nowhere."""
        lines = self._text_lines(key)
        at, found = 0, 0
        for needle in needles:
            match = next((number for number in range(at, len(lines)) if needle in lines[number]), None)
            if match is not None:
                at, found = match, match + 1
        return self._line(key, found)

    def _text_lines(self, key: str) -> list[str]:
        lines = self._split.get(key)
        if lines is None:
            lines = self._split[key] = self.texts[key].split("\n")
        return lines

    def _line(self, key: str, line: int) -> int:
        """The file's line for line `line` of a key's text (0: the key itself); the key's where that is not known."""
        start, is_block = self._lines.get(key, (0, False))
        return start + line if is_block else start


def _typed(node: Node, kind: Child, warn: Warn) -> Any:
    if not kind.is_list:
        return _object(node, kind, warn)
    if not isinstance(node, SequenceNode):
        raise InputError(Problem(f"expected a list of {kind.kind}s", line=node.line, column=node.column))
    problems: list[Problem] = []
    out: list[dict[str, Any]] = []
    for index, item in enumerate(node.items):
        if isinstance(item, ScalarNode) and item.value is None:
            out.append({})
            continue
        try:
            out.append(_object(item, kind, warn, f"[{index}]"))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return out


def _object(node: Node, kind: Child, warn: Warn, path: str = "") -> dict[str, Any]:
    """One object by its type; as written where its type is not known here."""
    name = _type_name(node, kind)
    known = types.kinds().get(name)
    if known is None or (kind.any_kind and known != text_of(node, "apiVersion")):
        return _as_written(node, warn, path)
    return types.coerce(node, name, warn, path)


def _as_written(node: Node, warn: Warn, path: str) -> dict[str, Any]:
    """An object of a type that is not known here; but its metadata is like any other's."""
    value = plain(node)
    if not isinstance(node, MappingNode) or not isinstance(value, dict):
        raise InputError(Problem("expected a map", path, node.line, node.column))
    metadata = node.items.get("metadata")
    if metadata is not None:
        value["metadata"] = types.coerce_metadata(metadata, warn, f"{path}.metadata".removeprefix("."))
    return value


def _type_name(node: Node, kind: Child) -> str:
    """The type a document is read by: pools of both APIs are taken, whatever is to be written."""
    if kind.any_kind:
        return text_of(node, "kind")
    if kind.kind != "InferencePool" or not isinstance(node, MappingNode):
        return kind.kind
    return POOL_TYPES[_pool_api(node)]


def _pool_api(node: MappingNode) -> str:
    spec = node.items.get("spec")
    selector = spec.items.get("selector") if isinstance(spec, MappingNode) else None
    return written_for(text_of(node, "apiVersion"), _fields(spec), _fields(selector))


def _fields(node: Node | None) -> frozenset[str]:
    return frozenset(node.items) if isinstance(node, MappingNode) else frozenset()


def _nth_line(lines: list[str], number: int) -> str:
    return lines[number - 1] if len(lines) >= number else ""


def text_of(node: Node | None, key: str) -> str:
    """The text of a mapping's scalar entry, of whatever type; empty where it is none."""
    value = node.items.get(key) if isinstance(node, MappingNode) else None
    return string_of(value) if isinstance(value, ScalarNode) else ""
