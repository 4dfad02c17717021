"""Variables of containers and scripts, and words in which their values stand, without making much of little."""

from __future__ import annotations

from msvc_helm.patterns import later

ROOM = 10_000  # characters that may come into one container's words, or one script's, by variables
_REFERENCE = later(r"(?<!\$)\$\(([^()]+)\)")


class Variables(dict[str, str]):
    """Values by name. Once they have stood for more than `ROOM` characters, what refers to them stays as written.

    A few lines of `X=$X$X` would otherwise make more text than any machine holds.
    """

    room = ROOM

    def spend(self, value: str, otherwise: str) -> str:
        """The value where there is room for it."""
        if len(value) > self.room:
            return otherwise
        self.room -= len(value)
        return value


def container_variables(plain: dict[str, str]) -> Variables:
    """The variables of a container, each with the values of those before it for `$(NAME)`, as Kubernetes has them."""
    known = Variables()
    for name, value in plain.items():
        known[name] = expand(value, known)
    return known


def expand(word: str, known: Variables) -> str:
    """Kubernetes' own `$(NAME)`, in one pass; what is not known here stays as it is written."""
    if "$(" not in word:
        return word
    return _REFERENCE.sub(lambda found: known.spend(known.get(found[1], found[0]), found[0]), word)
