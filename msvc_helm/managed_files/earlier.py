"""What tells that an earlier version, which kept no record, wrote a directory."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from glob import iglob
from hashlib import sha256
from typing import NamedTuple

from msvc_helm.managed_files.record import RECORD, folders, regular

MARK = "Written by msvc-helm"
CHANGED = "0" * 64  # no file has this digest
_MOST = 16 * 1024 * 1024  # bytes of a file that is looked at


def line(command: str, origin: str) -> str:
    """What is in the first or second line of a file: which command wrote it, and from what."""
    return f"{MARK} {command} from {origin}"


class Earlier(NamedTuple):
    """Where to look (patterns of `glob`), and whether a file (path, text) is one that was written then.

    True: and it was not changed since; False: it was changed; None: it was not written by this command.
    """

    patterns: tuple[str, ...] = ()
    ours: Callable[[str, str], bool | None] = lambda _path, _text: None

    def files(self, directory: str) -> dict[str, str]:
        """The digest of each such file as it was written, by path."""
        found = {}
        for pattern in self.patterns:
            for path in sorted(iglob(pattern, root_dir=directory, include_hidden=True)):
                text = _text(os.path.join(directory, path)) if _inside(directory, path) else None
                ours = None if text is None else self.ours(path, text)
                if text is not None and ours is not None:
                    found[path] = sha256(text.encode()).hexdigest() if ours else CHANGED
        return found


def sealed_by(command: str) -> Callable[[str, str], bool | None]:
    """Whether a text has, in its line of that command, the digest of the rest."""
    seal = re.compile(rf"\A(?:.*\n)?.*{MARK} {command} .*(sha256:[0-9a-f]{{16}})")

    def ours(_path: str, text: str) -> bool | None:
        found = seal.match(text[:2000])  # a long line of something else's is not searched through
        if found is None:
            return None
        blank = f"{text[: found.start(1)]}sha256:{'0' * 16}{text[found.end(1) :]}"
        return found[1] == f"sha256:{sha256(blank.encode()).hexdigest()[:16]}"

    return ours


def _inside(directory: str, path: str) -> bool:
    """Whether a path goes through no link and no other output."""
    above = [os.path.join(directory, folder) for folder in folders(path)]
    return not any(os.path.islink(folder) or os.path.lexists(os.path.join(folder, RECORD)) for folder in above)


def _text(path: str) -> str | None:
    try:
        with regular(path) as file:
            data = file.read(_MOST + 1)
        return data.decode() if len(data) <= _MOST else None
    except (OSError, UnicodeDecodeError):
        return None
