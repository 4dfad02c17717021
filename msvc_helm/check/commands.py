"""How programs are started."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, Found, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import UNKNOWN
from msvc_helm.check.view import View

START = ("vllm", "serve")


@rule("command-misspelt", ERROR)
def misspelt(view: View) -> Iterator[Found]:
    """Commands that are `vllm serve` but for a slip.

    Why: A program that is not there does not start.

        command: [vllm, serv, Qwen/Qwen3-8B]
    """
    for pod in view.pods:
        for container in pod.containers:
            words = [word.rpartition("/")[2] for word in (*container.command, *container.args)[:2]]
            if container.program.name != UNKNOWN or len(words) < len(START):
                continue
            wrong = [at for at, (word, right) in enumerate(zip(words, START, strict=True)) if word != right]
            if len(wrong) == 1 and _slip(words[wrong[0]], START[wrong[0]]):
                message = f'container "{container.name}" starts "{" ".join(words)}"'
                yield Found(message, arg(container, wrong[0]), f'did you mean "{" ".join(START)}"?')


def _slip(word: str, right: str) -> bool:
    from difflib import SequenceMatcher  # rarely wanted

    return word[:1] == right[0] and SequenceMatcher(None, word, right, autojunk=False).ratio() > 0.6
