"""Slash-separated paths, by their text alone; the os functions are the same, as on Linux."""

from __future__ import annotations

from .table import Table

FUNCTIONS = table = Table()


@table("base osBase", "string")
def base(path: str) -> str:
    """The last element."""
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


@table("dir osDir", "string", slow=True)
def go_dir(path: str) -> str:
    """All but the last element, cleaned."""
    head, slash, _ = path.rpartition("/")
    return clean(head + slash)


@table("ext osExt", "string")
def ext(path: str) -> str:
    """The last element from its last dot on."""
    _, dot, tail = path.rpartition("/")[2].rpartition(".")
    return dot + tail if dot else ""


@table("clean osClean", "string", slow=True)
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


@table("isAbs osIsAbs", "string")
def is_abs(path: str) -> bool:
    """Whether it starts at the root."""
    return path.startswith("/")
