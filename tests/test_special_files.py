"""Whatever an option that reads is given: a bound and a sentence, never a traceback, a hang or much memory."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from msvc_helm import read
from msvc_helm.errors import InputError
from msvc_helm.read import MAX_INPUT, Input, documents, read_file

from .conftest import REPO
from .hostile import Run, measure

MODEL, BASE = str(REPO / "samples/sim/modelservice.yaml"), str(REPO / "samples/sim/baseconfig.yaml")
SECONDS, MIB = 30, 300
READERS: dict[str, Callable[[str], Run]] = {
    "a ModelService": lambda path: Run(("generate", "-m", path, "-b", BASE)),
    "values": lambda path: Run(("generate", "-f", path, "-b", BASE)),
    "a base config": lambda path: Run(("check", "-m", MODEL, "-b", path)),
    "to convert": lambda path: Run(("convert", path)),
    "a chart's base config": lambda path: Run(("chart", "-b", path, "-o", "chart")),
    "a release": lambda path: Run(("flux", path, "--chart", "oci://a.io/b/c:1.0.0")),
    "a CRD": lambda path: Run(("schema", "--crd", path)),
    "chart-testing's settings": lambda path: Run(("lint", "--config", path)),
    "msvc-post's base config": lambda path: Run(("-b", path), MODEL, post=True),
}
STREAMS = {
    "post": Run((), post=True),
    "generate": Run(("generate", "-m", "-", "-b", BASE)),
    "convert": Run(("convert", "-")),
    "flux": Run(("flux", "-")),
    "base config": Run(("generate", "-m", MODEL, "-b", "-")),
    "by name": Run(("generate", "-m", "/dev/stdin", "-b", BASE)),
}
ENDLESS = {
    "post": ("/dev/zero", "|yes 'a: b'", "|yes -- ---"),
    "generate": ("/dev/zero", "|yes -- ---"),
    **dict.fromkeys(("convert", "flux", "base config", "by name"), ("/dev/zero",)),
}


def special(folder: Path) -> list[str]:
    """Paths of files of every kind; none of them is what any command asks for."""
    (folder / "folder").mkdir()  # and the working directory
    (folder / "loop").symlink_to("loop")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(folder / "socket"))
    contents = {
        "empty": b"",
        "latin": b"n\xe4me: x\n",
        "nul": b"a: \0\n",
        "half": b"\xff\xfe\x00",
        "utf32": "a: b\n".encode("utf-32"),
        "bytes": bytes(range(256)),
        os.fsdecode(b"a\xff_b\xfe.yaml"): b"- 1\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with open(folder / "gigabyte", "wb") as file:
        file.truncate(1 << 30)
    with open(folder / "lines", "wb") as file:
        file.write(b"a: |\n" + b" %s\n" % (b"x" * 80) * 300_000)
    return ["/dev/null", "/dev/zero", "/proc/self/mem", "nothing-there", "x" * 5_000, *map(str, folder.iterdir())]


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such devices")
def test_every_option_that_reads_ends_with_a_sentence(tmp_path: Path) -> None:
    paths = special(tmp_path)
    cwd = tmp_path / "folder"
    runs = {(reader, path): READERS[reader](path) for reader in READERS for path in paths}
    runs |= {(name, stdin): STREAMS[name]._replace(stdin=stdin) for name in STREAMS for stdin in ENDLESS[name]}
    found = dict(zip(runs, measure(runs.values(), cwd), strict=True))
    wrong = {
        key: done
        for key, done in found.items()
        if done.code not in (1, 2)
        or done.seconds > SECONDS
        or done.memory > MIB
        or done.stdout
        or not done.stderr.startswith("error: ")
        or "bug" in done.stderr
    }
    assert wrong == {}


@pytest.mark.parametrize("stem", [os.fsdecode(b"team_m\xff"), "team_m\nkind: ", "team_m\u2028\x1b"], ids=ascii)
def test_a_name_that_is_no_text_is_read_and_shown_with_escapes(stem: str, tmp_path: Path) -> None:
    name = str(tmp_path / f"{stem}.yaml")
    Path(name).write_bytes(Path(MODEL).read_bytes())
    out = str(tmp_path / "out")
    for words in (
        ("generate", "-m", name, "-b", BASE),
        ("check", "-m", name, "-b", BASE, "-o", "sarif"),
        ("convert", name, "-b", BASE),
        ("convert", name, "--output-dir", out),
        ("flux", name, "-n", "team", "--chart", "oci://a.io/b/c:1.0.0", "--layout", f"{out}-2", "--cluster", "c"),
    ):
        (done,) = measure([Run(words)])
        assert done.code == 0
        assert all(line.isprintable() for line in done.stderr.splitlines())
    for file in tmp_path.glob("out*/**/*.yaml"):
        assert all(line.isprintable() for line in file.read_text(encoding="utf-8").split("\n"))


def test_a_pipe_is_waited_for_and_one_that_nobody_writes_to_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Timer(0.2, pipe.write_bytes, [b"a: 1\n---\nb: 2\n"])
    writer.start()
    assert [each.raw for each in Input(str(pipe)).documents()] == [b"a: 1\n", b"---\nb: 2\n"]
    writer.join()
    monkeypatch.setattr(read, "WRITER_WAIT", 0.1)
    with pytest.raises(InputError, match="is a pipe that nothing writes to"):
        read_file(str(pipe))


def write_late(descriptor: int) -> None:
    with open(descriptor, "wb") as pipe:
        pipe.write(b"late")


def test_a_silent_writer_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "WRITER_WAIT", 0.1)
    reading, writing = os.pipe()
    threading.Timer(0.5, write_late, [writing]).start()
    assert read_file(f"/dev/fd/{reading}") == b"late"
    os.close(reading)


def test_more_documents_than_anybody_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_DOCUMENTS", 3)
    with open(tmp_path / "many.yaml", "w+b") as file:
        file.write(b"---\n" * 4)
        file.seek(0)
        with pytest.raises(InputError, match="many: more than 3 documents"):
            list(documents(file, "many"))


def test_the_largest_stream_holds_a_hundred_thousand_model_services() -> None:
    assert len(Path(MODEL).read_bytes()) * 100_000 < MAX_INPUT
