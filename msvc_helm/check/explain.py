"""A rule in words: what it looks for, why, an example that breaks it, and how to switch it off."""

from __future__ import annotations

import inspect

from msvc_helm.check.examples import EXAMPLES
from msvc_helm.check.finding import Rule
from msvc_helm.check.rules import ALWAYS, RULES, TOPICS
from msvc_helm.conflicts import IGNORE

# What is found where no function of a rule looks.
ELSEWHERE = {
    "input": "ModelServices and base configs that cannot be expanded.",
    "expansion": "Warnings of the expansion.",
    "refused": "Objects that the API server would refuse for a reason that they show.",
    "unknown-rule": f"Names in the annotation {IGNORE} that no rule has.",
    "model-name-twice": "Two ModelServices with one model name on one Gateway.",
    "route-shadowed": "Two ModelServices whose routes take the same requests of one Gateway.",
    "pods-shared": "Two ModelServices of one namespace with pods of the same labels.",
    "made-twice": "Two objects with the same kind, namespace and name.",
}


def looks_for(rule: Rule) -> str:
    """What a rule finds, in a sentence."""
    text = ELSEWHERE.get(rule.id) or inspect.getdoc(rule.run) or ""
    return " ".join(text.split())


def explain(name: str) -> str:
    """The whole of what there is to say about the rule of that id. KeyError when there is none."""
    rule = RULES[name]
    example = "".join(f"    {line}\n" for line in EXAMPLES[name].splitlines())
    off = "It cannot be switched off.\n"
    if name not in ALWAYS:
        off = (
            f"Switch it off for a run with --ignore {name}, or for one ModelService with\n\n"
            f"    metadata:\n      annotations:\n        {IGNORE}: {name}\n"
        )
    return (
        f"{name} ({rule.severity})\n\nFinds: {looks_for(rule)}\nWhy: {rule.reason}\n\nAn example:\n\n{example}\n{off}"
    )


def tables() -> str:
    """Every rule in Markdown, a table for each topic."""
    parts = []
    for topic, rules in TOPICS.items():
        rows = [f"| `{rule.id}` | {rule.severity} | {looks_for(rule)} | {rule.reason} |" for rule in rules]
        parts.append("\n".join([f"### {topic}\n", "| rule | severity | finds | why |", "|---|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"
