"""A base config: the templates of the platform team, one for each child."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from msvc_helm.api.conventions import KEY as CONVENTIONS
from msvc_helm.api.conventions import Conventions
from msvc_helm.api.roles import SETTINGS
from msvc_helm.decode import pool_api_of, typed
from msvc_helm.errors import InputError, Problem
from msvc_helm.gotemplate import Limits, Struct, Template, TemplateError, printable
from msvc_helm.goyaml import MappingNode, Node, ScalarNode, parse
from msvc_helm.resources.kinds import Child
from msvc_helm.shapes import Shapes
from msvc_helm.suggest import Later, suggestion
from msvc_helm.typed import Any

Functions = Mapping[str, Callable[..., Any]]
Warn = Callable[[Problem], None]
Pieces = tuple[list[str], list[int]]  # what a template printed, and which of the pieces are a model's own
POOL = "inferencePool"
SHIPPED = "preset "  # begins the source of what this project ships, its name follows
EXTENDS = "extends"  # the key that names the layers below
UNPRINTED = "unprinted"  # marks what a template could not print, which is no matter of taste
NO_VALUE = "<no value>"  # what Go prints for nothing; Helm takes it out of all that it renders
TAKEN_AWAY = object()  # what a layer makes of a lower one's child by `null`
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

    `name` and `namespace` are the ConfigMap's own (empty when it has none), `texts` the templates, `extends` the names
    of the layers that it asks for, the lowest first, and `below` the layer that it lies on (None: it is the lowest).
    """

    __slots__ = (
        "_compiled",
        "_lines",
        "_shapes",
        "_split",
        "_typed",
        "below",
        "document",
        "extends",
        "name",
        "namespace",
        "source",
        "texts",
    )

    def __init__(
        self,
        texts: Mapping[str, str],
        *,
        name: str = "",
        namespace: str = "",
        source: str = "",
        document: int = 0,
        lines: Mapping[str, tuple[int, bool]] | None = None,
        extends: tuple[str, ...] = (),
        below: BaseConfig | None = None,
    ) -> None:
        self.texts = dict(texts)
        self.extends = extends
        self.below = below
        self.name = name
        self.namespace = namespace
        self.source = source
        self.document = document
        self._lines = lines or {}
        self._split: dict[str, list[str]] = {}
        self._compiled: dict[str, Template] = {}
        self._shapes: dict[str, Shapes] = {}
        self._typed: dict[str, tuple[str, Any, Any, list[Problem]]] = {}

    def over(self, below: BaseConfig | None) -> BaseConfig:
        """The same templates as a layer over another."""
        where: dict[str, Any] = {"source": self.source, "document": self.document, "lines": self._lines}
        about: dict[str, Any] = {"name": self.name, "namespace": self.namespace, "extends": self.extends}
        return BaseConfig(self.texts, **about, **where, below=below)

    @property
    def is_shipped(self) -> bool:
        """Whether this project ships it."""
        return self.source.startswith(SHIPPED)

    @property
    def layers(self) -> list[BaseConfig]:
        """The layers from the lowest to this one."""
        return [*(self.below.layers if self.below else ()), self]

    def has(self, key: str) -> bool:
        """Whether any layer has a template for the key."""
        return key in self.texts or (self.below is not None and self.below.has(key))

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
        if self.below is not None:
            try:
                out = self.below.children(kinds, data, functions, warn, limits)
            except InputError as error:
                problems += error.problems
                warn = _silent  # a layer over what could not be made takes away what is not there
        for key in self.texts:
            if key == CONVENTIONS or key in SETTINGS:
                continue
            try:
                child = self._child(key, kinds, warn, self._pieces(key, data, functions, limits), out.get(key))
            except InputError as error:
                problems += error.problems
            else:
                if child is TAKEN_AWAY:
                    out.pop(key, None)
                elif child is not None:
                    out[key] = child
        if problems:
            raise InputError(problems)
        return out

    def conventions(self, data: Struct, functions: Functions, limits: Limits) -> Conventions:
        """What the base config says of names, labels and the like: its uppermost layer that says anything.

        Raises InputError with every problem.
        """
        if CONVENTIONS not in self.texts and self.below is not None:
            return self.below.conventions(data, functions, limits)
        from msvc_helm.conventions import read  # few base configs have any

        text = self._render(CONVENTIONS, data, functions, limits)
        try:
            return read(text)
        except InputError as error:
            rendered = text.split("\n")
            raise InputError(self._at(p, CONVENTIONS, rendered) for p in error.problems) from error

    def setting(self, key: str, data: Struct, functions: Functions, limits: Limits) -> Any:
        """What the uppermost layer that has a key of SETTINGS says there; None where it says nothing.

        Raises InputError with every problem.
        """
        if key not in self.texts:
            return self.below.setting(key, data, functions, limits) if self.below is not None else None
        from msvc_helm.api.settings import READERS  # few base configs have any

        text = self._render(key, data, functions, limits)
        try:
            node = parse(text)
            return None if node is None or (isinstance(node, ScalarNode) and node.value is None) else READERS[key](node)
        except InputError as error:
            rendered = text.split("\n")
            raise InputError(self._at(p, key, rendered) for p in error.problems) from error

    def pool_api(self, data: Struct, functions: Functions) -> str:
        """The API that the InferencePool is written for; empty where there is none, or none that can be read."""
        lower = self.below.pool_api(data, functions) if self.below is not None else ""
        try:
            node = parse(self._render(POOL, data, functions, Limits())) if POOL in self.texts else None
        except InputError:
            return ""  # the expansion reports what is wrong
        return pool_api_of(node, lower) if isinstance(node, MappingNode) else lower

    def _child(self, key: str, kinds: Mapping[str, Child], warn: Warn, pieces: Pieces, lower: Any) -> Any:
        """The typed child over the lower layers', or TAKEN_AWAY; None where the key says nothing."""
        kind = kinds.get(key)
        if kind is None or not kind.in_base:
            known = [k.key for k in kinds.values() if k.in_base]
            warn(self._at(Problem("unknown key, ignored", hint=Later(suggestion, key, known)), key))
            return None
        text = printable("".join(pieces[0]))
        last = self._typed.get(key)
        if last is None or last[0] != text or last[1] is not lower:
            # Most templates render to the same text for one ModelService after another: read that once.
            last = self._typed[key] = (text, lower, *self._read_once(key, text, pieces, kind, lower))
        for problem in (*last[3], *self._unprinted(key, text)):
            warn(problem)
        return last[2]

    def _read_once(self, key: str, text: str, pieces: Pieces, kind: Child, lower: Any) -> tuple[Any, list[Problem]]:
        """What `_read` gives, from what it gave for a text of the same shape where there is one."""
        if self.below is not None or not text.isascii():
            return self._read(key, text, kind, lower)
        shapes = self._shapes.setdefault(key, Shapes())
        return shapes.read(*pieces, lambda text: self._read(key, text, kind, lower))

    def _unprinted(self, key: str, text: str) -> Iterator[Problem]:
        """What the template of a key could not print and prints all the same, as Go does."""
        if NO_VALUE in text or "%!" in text:
            rendered = text.split("\n")
            for number, line in enumerate(rendered, 1):
                if found := unprinted(line, self.texts[key]):
                    yield self._at(found._replace(line=number), key, rendered)

    def _read(self, key: str, text: str, kind: Child, lower: Any) -> tuple[Any, list[Problem]]:
        """What `_child` gives, and the warnings; nobody changes the child."""
        warnings: list[Problem] = []
        try:
            node = parse(text)
            if node is None or (isinstance(node, ScalarNode) and node.value is None):
                return None if node is None or lower is None else TAKEN_AWAY, warnings
            child = self._decoded(key, node, kind, warnings.append, lower)
            if self.below is not None:
                from msvc_helm.patch import merges_only, put_over, takes_away  # only where there are layers

                if lower is None and merges_only(child):
                    return None, warnings
                if takes_away(child):
                    return None if lower is None else TAKEN_AWAY, warnings
                child = put_over(lower, child, warnings.append)
        except InputError as error:
            rendered = text.split("\n")
            raise InputError(self._at(p, key, rendered) for p in error.problems) from error
        rendered = text.split("\n") if warnings else []
        return child, [self._at(problem, key, rendered) for problem in warnings]

    def _decoded(self, key: str, node: Node, kind: Child, warn: Warn, lower: Any) -> Any:  # noqa: ARG002 - for `explain`
        """The document of a key, rendered and read, by its type."""
        return typed(node, kind, warn, lower, patch=self.below is not None)

    def _render(self, key: str, data: Struct, functions: Functions, limits: Limits) -> str:
        return printable("".join(self._pieces(key, data, functions, limits)[0]))

    def _pieces(self, key: str, data: Struct, functions: Functions, limits: Limits) -> Pieces:
        try:
            template = self._compiled.get(key)
            if template is None:
                template = self._compiled[key] = Template(self.texts[key], name=key)
            return template.pieces(data, functions=functions, limits=limits)
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

    def find(self, problem: Problem, key: str, needles: tuple[str, ...]) -> Problem:
        """A problem about a key, placed where the texts `needles` are in its text one after the other.

        Of several layers it is the uppermost that has most of them; the key's own line where none has any.
        """
        layers = [layer for layer in reversed(self.layers) if key in layer.texts]
        if problem.line or not needles:
            return layers[0].place(problem, key)
        found = [layer._find(key, needles) for layer in layers]
        best = max(range(len(layers)), key=lambda at: (found[at][0], -at))
        return layers[best].place(problem._replace(line=found[best][1]), key)

    def _find(self, key: str, needles: tuple[str, ...]) -> tuple[int, int]:
        """How many of the texts are in a key's text, and the line of the last one in it."""
        lines = self._text_lines(key)
        at, found, count = 0, 0, 0
        for needle in needles:
            match = next((number for number in range(at, len(lines)) if needle in lines[number]), None)
            if match is not None:
                at, found, count = match, match + 1, count + 1
        return count, found

    def _text_lines(self, key: str) -> list[str]:
        lines = self._split.get(key)
        if lines is None:
            lines = self._split[key] = self.texts[key].split("\n")
        return lines

    def _line(self, key: str, line: int) -> int:
        """The file's line for line `line` of a key's text (0: the key itself); the key's where that is not known."""
        start, is_block = self._lines.get(key, (0, False))
        return start + line if is_block else start


def _silent(_: Problem) -> None:
    """Says nothing."""


def _nth_line(lines: list[str], number: int) -> str:
    return lines[number - 1] if len(lines) >= number else ""
