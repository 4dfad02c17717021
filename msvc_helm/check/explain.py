"""A rule in words: what it looks for, why, an example that breaks it, and how to switch it off."""

from __future__ import annotations

import inspect
from typing import NamedTuple

from msvc_helm.check.finding import Rule
from msvc_helm.check.rules import ALWAYS, RULES, TOPICS
from msvc_helm.conflicts import IGNORE


class Explanation(NamedTuple):
    """What a rule finds and why it is there, a line each; and the lines of an example."""

    finds: str
    why: str
    example: str


def explanation(rule: Rule) -> Explanation:
    """The parts of a rule's text."""
    finds, _, rest = inspect.cleandoc(rule.text).partition("\n\nWhy: ")
    why, _, example = rest.partition("\n\n")
    return Explanation(" ".join(finds.split()), " ".join(why.split()), inspect.cleandoc("\n" + example))


def explain(name: str) -> str:
    """The whole of what there is to say about the rule of that id. KeyError when there is none."""
    rule = RULES[name]
    finds, why, example = explanation(rule)
    lines = "".join(f"    {line}\n" for line in example.splitlines())
    off = "It cannot be switched off.\n"
    if name not in ALWAYS:
        off = (
            f"Switch it off for a run with --ignore {name}, or for one ModelService with\n\n"
            f"    metadata:\n      annotations:\n        {IGNORE}: {name}\n"
        )
    return f"{name} ({rule.severity})\n\nFinds: {finds}\nWhy: {why}\n\nAn example:\n\n{lines}\n{off}"


def tables() -> str:
    """Every rule in Markdown, a table for each topic."""
    parts = []
    for topic, rules in TOPICS.items():
        told = ((rule, explanation(rule)) for rule in rules)
        rows = [f"| `{rule.id}` | {rule.severity} | {text.finds} | {text.why} |" for rule, text in told]
        parts.append("\n".join([f"### {topic}\n", "| rule | severity | finds | why |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"
