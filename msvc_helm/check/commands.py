"""How programs are started."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, Found, in_container, rule
from msvc_helm.check.location import arg
from msvc_helm.check.programs import ENGINES, UNKNOWN, of_image
from msvc_helm.check.view import View

START = ("vllm", "serve")


@rule("command-misspelt", ERROR)
def misspelt(view: View) -> Iterator[Found]:
    """Misspelt `vllm serve` commands.

    Why: A missing program does not start.

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


@rule("image-differs", ERROR)
def image_differs(view: View) -> Iterator[Found]:
    """Scripts that start a model server in the image of another program.

    Why: A missing program does not start.

        image: ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0
        command: [sh, -c, "exec vllm serve Qwen/Qwen3-8B"]
    """
    for pod in view.pods:
        for container in pod.programs():
            held, name = of_image(container.image), container.program.name
            if held and name in ENGINES:
                image = container.image
                message = f'container "{container.name}" starts {name}, and its image "{image}" is that of {held}'
                yield Found(message, in_container(container, "image", "image:"))
