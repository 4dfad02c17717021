"""Text of the input in the files of a chart: each kind of file has its own escapes, and all of them are here.

Nothing of the input is in a template but the base config's own templates (`carry`) and the chart's name, which has
no character that anything could mistake.
"""

from __future__ import annotations

import re

from msvc_helm.write import as_json

WIDTH = 120  # characters of a line that yamllint takes by this project's rules
_LONE = re.compile("[\ud800-\udfff]")
_FOLD = re.compile(r'(?<=[^\s"]) (?=[^\s"])')  # YAML reads a line break there as the space that it replaces
_MARKDOWN = re.compile(r"[\\`*_\[\]<>&#|~$]")
_BLOCK = re.compile(r"\A([0-9]*)([-+=.)])")  # begins a list or a heading


def is_text(text: str) -> bool:
    """Whether YAML has escapes for all of it: it has none for half of a pair of UTF-16, which bad UTF-8 becomes."""
    return _LONE.search(text) is None


def yaml(text: str, before: int = 0) -> str:
    """A quoted scalar that reads as exactly this text, folded where it is long, with so many characters before it."""
    line, *words = _FOLD.split(as_json(text))
    lines = []
    for word in words:
        if before + len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line, before = f"  {word}", 0
        else:
            line += f" {word}"
    return "\n".join((*lines, line))


def markdown(text: str) -> str:
    """Text for a paragraph of its own, where nothing of it is markup and every line break is a space."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _BLOCK.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", words))
