"""Build the documentation as a site (`make site`): what mkdocs reads is put together first, then built strictly.

Pages lie as in the repository, so that their links hold. What GitHub reads in another way is written in mkdocs' way: a
file's name behind a fence's language, and a link to a folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
SOURCE = REPO / ".cache" / "site-source"
TOPS = ("README.md", "CHANGELOG.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE")
FOLDERS = ("docs", "samples", "charts/modelservice")
FENCE = re.compile(r"^( *```)(\w+) (\S+)$", re.MULTILINE)
LINK = re.compile(r"(?<!!)(\[[^\]]*\])\(([^)\s#]+)((?:#[^)\s]*)?)\)")


def page(text: str, path: Path) -> str:
    """A page as mkdocs reads it; what it links to comes along."""
    text = FENCE.sub(lambda m: f'{m[1]}{m[2]} title="{m[3]}"' if "." in m[3] else f"{m[1]}{m[2]}", text)
    return LINK.sub(lambda m: f"{m[1]}({target(m[2], path)}{m[3]})", text)


def target(link: str, path: Path) -> str:
    """Where a link leads: a folder's is to its README, or to a list of its files."""
    found = path.parent / link
    if link.startswith("https:") or not found.exists():
        return link
    found = found.resolve()
    if found.is_file():
        if not place(found).exists() and found.suffix != ".md":
            put(found)
        return link
    if not (found / "README.md").exists():
        inside = sorted(each for each in found.iterdir() if each.is_file())
        place(found).mkdir(parents=True, exist_ok=True)
        for each in inside:
            put(each)
        lines = [f"# `{found.relative_to(REPO)}`", "", *(f"- [{each.name}]({each.name})" for each in inside)]
        place(found / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"{link.rstrip('/')}/README.md"


def place(path: Path) -> Path:
    """Where a file of the repository lies for mkdocs."""
    return SOURCE / path.relative_to(REPO)


def put(path: Path) -> None:
    """Put a file in its place."""
    place(path).parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".md":
        place(path).write_text(page(path.read_text(encoding="utf-8"), path), encoding="utf-8")
    else:
        shutil.copy(path, place(path))


def gather() -> None:
    """Put together what mkdocs reads."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    for path in [*(REPO / name for name in TOPS), *(p for folder in FOLDERS for p in (REPO / folder).rglob("*"))]:
        if path.is_file() and "__pycache__" not in path.parts:
            put(path)


def main() -> int:
    """Gather and build; mkdocs' exit status."""
    gather()
    words = (sys.executable, "-m", "mkdocs", "build", "--strict", *sys.argv[1:])
    settings = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(words, cwd=REPO, env=settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
