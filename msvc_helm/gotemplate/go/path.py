"""Go's package path: slash-separated paths, by their text only."""

from __future__ import annotations


def base(path: str) -> str:
    """The last element."""
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


def go_dir(path: str) -> str:
    """All but the last element, cleaned."""
    head, slash, _ = path.rpartition("/")
    return clean(head + slash)


def ext(path: str) -> str:
    """The last element from its last dot on."""
    _, dot, tail = path.rpartition("/")[2].rpartition(".")
    return dot + tail if dot else ""


def clean(path: str) -> str:
    """The shortest path of the same meaning."""
    rooted = path.startswith("/")
    kept: list[str] = []
    for element in path.split("/"):
        if element in ("", "."):
            continue
        if element != "..":
            kept.append(element)
        elif kept and kept[-1] != "..":
            kept.pop()
        elif not rooted:
            kept.append(element)
    return ("/" if rooted else "") + "/".join(kept) or "."


def is_abs(path: str) -> bool:
    """Whether it starts at the root."""
    return path.startswith("/")
