"""What libyaml objects to in a text, as an InputError with a place and a way out."""

from __future__ import annotations

import codecs
import re

from yaml.error import MarkedYAMLError, YAMLError

from msvc_helm.errors import InputError, Problem
from msvc_helm.goyaml.limits import TOO_DEEP
from msvc_helm.typed import Final

_FORBIDDEN: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
"""What YAML allows nowhere in a text (libyaml's reader)."""

_MOST_TAGS: Final = 16

_HINTS: Final = (
    (
        "mapping values are not allowed",
        'quote a value that contains ": ", and check the indentation and the line above',
    ),
    ("block sequence entries are not allowed", 'quote a value that begins with "- ", and check the indentation'),
    ("did not find expected key", "check the indentation and the quotes of this line and the ones before it"),
    ("did not find expected '-'", "check the indentation: the items of a list begin in one column"),
    ("could not find expected ':'", 'a key is followed by ":" and a space'),
    ("found unexpected end of stream", "a quote or bracket is never closed"),
    ("found unexpected document indicator", "a quote or bracket is never closed"),
    ("found unknown escape character", r'within double quotes write "\\" for a backslash, or use single quotes'),
    ("did not find expected alphabetic or numeric", 'quote a value that begins with "*" or "&"'),
    ("did not find expected <document start>", "begin each further document with a line ---"),
    ("found undefined tag handle", 'quote a value that begins with "!"'),
)


def decoded(text: str | bytes) -> str | bytes:
    """The text as the parser takes it: UTF-8 bytes as they are, UTF-16 (it starts with a byte order mark) decoded."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    if text[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        try:
            return text.decode("utf-16")
        except UnicodeDecodeError as err:
            raise InputError(Problem(f"not valid UTF-16 at byte {err.start + 1}: {err.reason}", line=1)) from err
    return text


def has_many_tags(source: str | bytes) -> bool:
    """Whether a document declares so many tags that looking each up would take minutes."""
    if (source.count(b"%TAG") if isinstance(source, bytes) else source.count("%TAG")) <= _MOST_TAGS:
        return False
    text = source if isinstance(source, bytes) else source.encode("utf-8", "replace")
    return len(re.findall(rb"(?m)^%TAG", re.split(rb"(?m)^---", text, maxsplit=1)[0])) > _MOST_TAGS


def syntax_error(err: YAMLError | UnicodeEncodeError, source: str | bytes, line: int) -> InputError:
    """The parser's error in this text, whose first line is number `line`."""
    if isinstance(err, MarkedYAMLError):
        return InputError(_marked(err, source, line))
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
    except UnicodeDecodeError as bad:
        before = bad.object[: bad.start].decode("utf-8")
        return InputError(_at_end_of(before, line, f"byte 0x{bad.object[bad.start]:02x} is not UTF-8"))
    found = re.search(_FORBIDDEN, text)
    if found:
        message = f"character U+{ord(found[0]):04X} is not allowed in YAML"
        hint = "write it as an escape within double quotes" if found[0] < " " else ""
        return InputError(_at_end_of(text[: found.start()], line, message, hint))
    return InputError(Problem(f"not valid YAML: {err}", line=line))


def _at_end_of(before: str, line: int, message: str, hint: str = "") -> Problem:
    """A problem with the character that follows `before`."""
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", before)
    return Problem(message, line=line + len(lines) - 1, column=len(lines[-1]) + 1, hint=hint)


def _marked(err: MarkedYAMLError, source: str | bytes, line: int) -> Problem:
    mark = err.problem_mark or err.context_mark
    problem = err.problem or err.context or "cannot be read"
    row, column = (mark.line, mark.column) if mark else (0, 0)
    if "nesting depth" in problem:  # the parser that comes with PyYAML 6.0.4 looks ahead, and has a limit of its own
        return Problem(TOO_DEEP, line=row + line, column=column + 1)
    message = f"not valid YAML: {problem}"
    if err.context and err.context_mark and err.context_mark.line != row:
        message += f" ({err.context} that starts in line {err.context_mark.line + line})"
    hint = _hint(problem, _line_of(source, row), column)
    return Problem(message, line=row + line, column=column + 1, hint=hint)


def _line_of(source: str | bytes, row: int) -> str:
    if isinstance(source, bytes):
        source = source.decode("utf-8", "replace")
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", source)
    return lines[row] if row < len(lines) else ""


def _hint(problem: str, text: str, column: int) -> str:
    if "\t" in text[: len(text) - len(text.lstrip())] or text[column : column + 1] == "\t":
        return "indent with spaces: YAML does not take tabs there"
    if "{{" in text:
        return "quote a value that begins with {{"
    if "cannot start any token" in problem:
        return f"quote a value that begins with {text[column : column + 1]}"
    return next((hint for start, hint in _HINTS if problem.startswith(start)), "")
