"""The wheel and the source archive: what an index takes, what is in them, and the same bytes whoever builds them."""

from __future__ import annotations

import email
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO

MOMENT = {"SOURCE_DATE_EPOCH": "1750000000"}
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def build(source: Path, target: Path, *what: str) -> list[Path]:
    """The archives that hatchling makes of a source directory, by name."""
    words: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "-d", target, *what]
    done = subprocess.run(words, cwd=source, capture_output=True, text=True, env=os.environ | MOMENT)
    assert done.returncode == 0, done.stderr
    return sorted(target.iterdir())


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source archive of this checkout, as they are released."""
    for needed in ("hatchling", "hatch_fancy_pypi_readme", "twine"):
        pytest.importorskip(needed, reason=f"{needed} is not installed")
    wheel, sdist = build(REPO, tmp_path_factory.mktemp("dist"), "-t", "sdist", "-t", "wheel")
    return wheel, sdist


@pytest.fixture(scope="module")
def metadata(archives: tuple[Path, Path]) -> Message:
    with zipfile.ZipFile(archives[0]) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_string(archive.read(name).decode())


def test_an_index_takes_both(archives: tuple[Path, Path]) -> None:
    words: list[str | Path] = [sys.executable, "-m", "twine", "check", "--strict", *archives]
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | {"NO_COLOR": "1"})
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("PASSED") == 2


def test_the_source_archive_gives_the_same_wheel(archives: tuple[Path, Path], tmp_path: Path) -> None:
    """From another directory, at another time, out of files with other dates and rights."""
    wheel, sdist = archives
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    source = tmp_path / sdist.name.removesuffix(".tar.gz")
    (source / "PKG-INFO").unlink()  # what a source archive has beyond its sources
    for path in source.rglob("*"):
        os.utime(path)
        path.chmod(0o700 if path.is_dir() else 0o600)
    again, packed = build(source, tmp_path / "again", "-t", "sdist", "-t", "wheel")
    assert again.read_bytes() == wheel.read_bytes()
    assert packed.read_bytes() == sdist.read_bytes()


def test_the_page_on_an_index_has_no_link_that_leads_nowhere(metadata: Message) -> None:
    page = metadata.get_payload()
    assert isinstance(page, str)
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert [link for link in LINK.findall(page) if not link.startswith("https://")] == []
    assert page.startswith("# msvc-helm\n")
    assert "pipx install" in page
    assert "make test" not in page


def test_the_wheel_has_types_and_data_and_nothing_else(archives: tuple[Path, Path]) -> None:
    wheel, _ = archives
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tracked = subprocess.run(["git", "ls-files", "msvc_helm"], cwd=REPO, capture_output=True, text=True, check=False)
    if tracked.returncode == 0:
        assert {name for name in names if not name.startswith(("msvc_helm/data/", "msvc_helm-"))} == set(
            tracked.stdout.split()
        )
    assert {"msvc_helm/py.typed", "msvc_helm/data/chart/Chart.yaml", "msvc_helm/data/chart/presets/sim.yaml"} <= names
    assert {name.split("/")[0] for name in names} == {
        "msvc_helm",
        wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info",
    }


def test_the_metadata_name_what_is_supported(metadata: Message) -> None:
    (least,) = re.findall(r"^>=3\.(\d+)$", metadata["Requires-Python"])
    named = [c.rpartition(".")[2] for c in metadata.get_all("Classifier", []) if "Python :: 3." in c]
    assert named == [str(minor) for minor in range(int(least), 15)]
    assert all(url.partition(", ")[2].startswith("https://") for url in metadata.get_all("Project-URL", []))
    assert metadata["License-Expression"] == project()["license"]
