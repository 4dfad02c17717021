"""The documentation as a site: every page is in it, no link is dead, and the search knows the words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO

SETTINGS = REPO / "mkdocs.yml"
LANDINGS = ("model-owner", "platform-engineer", "gitops-operator")


def test_every_page_is_in_the_navigation() -> None:
    named = re.findall(r"[\w./-]+\.md", SETTINGS.read_text(encoding="utf-8").partition("\nnav:\n")[2])
    assert len(named) == len(set(named))
    assert {f"docs/{path.name}" for path in REPO.glob("docs/*.md")} <= set(named), "add the page to nav in mkdocs.yml"
    assert [name for name in named if not (REPO / name).is_file()] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a dead link or a heading that is not there is a failure."""
    for needed in ("mkdocs", "material"):
        pytest.importorskip(needed, reason=f"{needed} is not installed")
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "scripts/build_site.py", "--site-dir", str(folder)]
    done = subprocess.run(words, cwd=REPO, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_built(site: Path) -> None:
    missing = [path.name for path in REPO.glob("docs/*.md") if not (site / "docs" / f"{path.stem}.html").is_file()]
    assert missing == []
    for name in LANDINGS:
        assert f'href="docs/{name}.html"' in (site / "index.html").read_text(encoding="utf-8")


def test_the_search_finds_what_people_look_for(site: Path) -> None:
    text = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    index = json.loads(text)["docs"]
    for words in ("endpoint picker", "LeaderWorkerSet", "--epp-cluster-role", "post-renderer"):
        assert any(words in each["text"] or words in each["title"] for each in index), words


def test_nothing_is_loaded_from_elsewhere_to_read_it(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="(https?:[^"]*)"', page)
    assert loaded == []


def test_fences_and_diagrams_are_drawn(site: Path) -> None:
    assert '<pre class="mermaid">' in (site / "docs" / "graph.html").read_text(encoding="utf-8")
    shown = (site / "docs" / "base-config.html").read_text(encoding="utf-8")
    assert '<span class="filename">baseconfig.yaml</span>' in shown
    assert "```" not in re.sub(r"<code>.*?</code>", "", shown, flags=re.DOTALL)
