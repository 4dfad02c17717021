"""What the command line of a container says: the model and each flag's value, however it is written.

A command may be words or a shell's script, its values literal or from variables; two that start the same server the
same way read the same here.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

SHELLS = {"sh", "bash"}
SERVE = ("vllm", "serve")
MODEL = ("--model", "--model-path")
# Names that programs take, or took, for one and the same flag.
SAME = {
    "--connector": "--kv-connector",
    "--gpu-memory-util": "--gpu-memory-utilization",
    "--max-num-batched-token": "--max-num-batched-tokens",
    "--vllm-port": "--model-server-port",
    "-c": "--config-path",
}
# What a server does without the flag: to say so or not is the same.
DEFAULTS = {"--port": "8000", "--tensor-parallel-size": "1", "--data-parallel-size": "1", "--grpc-port": "9002"}

_ARITHMETIC = re.compile(r"\$\(\((.*?)\)\)")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::-[^}]*)?\})")
_ASSIGNED = re.compile(r"^\s*(\w+)=(.*)$", re.M)
_OF_KUBERNETES = re.compile(r"\$\((\w+)\)")


def variables(container: Mapping[str, Any], size: int) -> dict[str, str]:
    """The container's environment, with a word in brackets for what is only known on the cluster."""
    found = {"LWS_GROUP_SIZE": str(size), "LWS_LEADER_ADDRESS": "<leader>", "LWS_WORKER_INDEX": "<worker>"}
    for entry in container.get("env") or []:
        source = entry.get("valueFrom") or {}
        known = next((str(v.get("fieldPath") or f"{v.get('name')}/{v.get('key')}") for v in source.values()), None)
        found[entry["name"]] = f"<{known}>" if known else str(entry.get("value", ""))
    return {name: in_kubernetes(value, found) for name, value in found.items()}


def in_kubernetes(text: str, known: Mapping[str, str]) -> str:
    """The text with `$(NAME)` put in, as the kubelet does."""
    return _OF_KUBERNETES.sub(lambda found: known.get(found[1], found[0]), text)


def _sum(text: str, known: Mapping[str, str]) -> str:
    bare = _VARIABLE.sub(lambda found: found[1] or found[2], text)
    filled = re.sub(r"\b[A-Z]\w*\b", lambda found: known.get(found[0], found[0]), bare).replace(" ", "")
    if not re.fullmatch(r"\d+(\*\d+)*", filled):
        return f"<{filled}>"
    product = 1
    for factor in filled.split("*"):
        product *= int(factor)
    return str(product)


def in_shell(text: str, known: Mapping[str, str]) -> str:
    """The text with sums and variables put in, as a shell does, assignments of the script among them."""
    have = dict(known)

    def put_in(part: str) -> str:
        part = _ARITHMETIC.sub(lambda found: _sum(found[1], have), part)
        return _VARIABLE.sub(lambda found: have.get(found[1] or found[2], found[0]), part)

    for name, value in _ASSIGNED.findall(text):
        have[name] = put_in(value)
    return put_in(text)


def words(container: Mapping[str, Any], size: int) -> list[str]:
    """The words of the server's own command line, a shell's script taken apart."""
    known = variables(container, size)
    line = [in_kubernetes(str(each), known) for each in [*container.get("command", []), *(container.get("args") or [])]]
    if not line or line[0].rpartition("/")[2] not in SHELLS:
        return line
    script, *positional = line[2:]
    script = in_shell(re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*$", "", script)), known)
    found = []
    for word in shlex.split(script):
        found += positional[1:] if word == "$@" else [positional[0]] if word == "$0" else [word]
    at = next((i for i in range(len(found)) if tuple(found[i : i + 2]) == SERVE), 0)
    return found[at:]


def _value(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True) if text.startswith("{") else text


def flags(line: Sequence[str]) -> dict[str, str]:
    """Each flag's value, `true` without one; of two the last. The model is a flag like the others."""
    found: dict[str, str] = {}
    rest = list(line)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            found["program"] = f"{found.get('program', '')} {word}".strip()
            continue
        name, told, value = word.partition("=")
        name = name.replace("_", "-")
        if not told:
            many = list(takewhile(lambda each: not re.match("--|-[A-Za-z]", each), rest))
            rest, value = rest[len(many) :], " ".join(many) or "true"
        found[SAME.get(name, name)] = _value(value)
    return _plain(found)


def _plain(found: dict[str, str]) -> dict[str, str]:
    program = found.pop("program", "").split()
    if tuple(program[:2]) == SERVE:
        found["--model"] = program[2] if len(program) > 2 else found.get("--model", "")
    for name in MODEL:
        if name in found:
            found["--model"] = found.pop(name)
    if found.get("--served-model-name") == found.get("--model"):
        found.pop("--served-model-name", None)
    return {name: value for name, value in found.items() if DEFAULTS.get(name) != value}


def consumed(container: Mapping[str, Any]) -> set[str]:
    """The variables that only the command line reads: their values are compared there."""
    text = json.dumps([container.get("command", []), container.get("args") or []])
    return {entry["name"] for entry in container.get("env") or [] if re.search(rf"\b{entry['name']}\b", text)}
