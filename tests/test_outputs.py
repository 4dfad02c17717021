"""Every command that writes files, as users run it: nothing of others is lost, all or nothing, a line that says it."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from msvc_helm import plugin
from msvc_helm.managed_files import RECORD
from tests.conftest import REPO, Finished, run_program
from tests.test_managed_files import tree

Run = Callable[..., Finished]
MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: {name}, namespace: ns}}
spec:
  routing: {{modelName: {name}}}
  modelArtifacts: {{uri: "hf://a/b"}}
  decode: {{containers: [{{name: x, image: "x:1"}}]}}
"""
BASE = """\
kind: ConfigMap
metadata: {name: acme}
data:
  decodeDeployment: |
    spec: {template: {spec: {containers: [{name: x, image: "x:1"}]}}}
"""
COMMANDS = {
    "chart": ("chart", "-b", "base.yaml", "-o"),
    "chart-dir": ("chart-dir", "--output-dir"),
    "convert": ("convert", "models", "--output-dir"),
    "flux": ("flux", "models", "--chart=HelmChart/llm", "--cluster=eu", "--prune", "--layout"),
    "generate": ("generate", "-m", "models", "--output-dir"),
    "init": ("init",),
    "plugin-dir": ("plugin-dir", "--output-dir"),
}
A_FILE = {
    "chart": "templates/NOTES.txt",
    "chart-dir": "values.yaml",
    "convert": "ns_one.yaml",
    "flux": "models/eu/kustomization.yaml",
    "generate": "ns_deployment_one-decode.yaml",
    "init": "baseconfig.yaml",
    "plugin-dir": "plugin.yaml",
}
PRINTS_WHERE = ("chart-dir", "plugin-dir")  # a whole path, for other commands
EVERY = pytest.mark.parametrize("command", COMMANDS)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """Two models, one and two, and a base config."""
    (tmp_path / "models").mkdir()
    for name in ("one", "two"):
        (tmp_path / "models" / f"{name}.yaml").write_text(MODEL.format(name=name), encoding="utf-8")
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def write(here: Path, command: str, *words: str, to: str = "out") -> Finished:
    return run_program(*COMMANDS[command], to, *words, cwd=here)


@EVERY
def test_a_line_says_what_was_written_and_again_nothing_is(here: Path, command: str) -> None:
    done = write(here, command)
    number = len(tree(here / "out"))
    files = "1 file" if number == 1 else f"{number} files"
    out = str(here / "out") if command in PRINTS_WHERE else "out"
    assert done.code == 0, done.stderr
    assert done.stderr.splitlines()[-1].startswith(f"{out}: {files} written, 0 unchanged, 0 removed")
    record = subprocess.run(["sha256sum", "--check", "--quiet", "--strict", RECORD], cwd=here / "out", check=False)
    assert record.returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (here / "out").rglob("*")}
    again = write(here, command)
    assert again.stderr.splitlines()[-1].startswith(f"{out}: 0 files written, {number} unchanged, 0 removed")
    assert {path: path.stat().st_mtime_ns for path in (here / "out").rglob("*")} == before


@EVERY
def test_other_files_are_neither_lost_nor_joined_unasked(here: Path, command: str) -> None:
    (here / "out").mkdir()
    (here / "out" / "mine.yaml").write_text("mine", encoding="utf-8")
    done = write(here, command)
    assert done.code == 1
    assert f"is not empty, and `msvc-helm {command}` did not write it" in done.stderr
    assert "--force" in done.stderr
    assert tree(here / "out") == {"mine.yaml": b"mine"}
    assert write(here, command, "--force").code == 0
    assert write(here, command).code == 0
    assert tree(here / "out")["mine.yaml"] == b"mine"
    assert A_FILE[command] in tree(here / "out")


@EVERY
def test_the_output_of_another_command_is_left_alone(here: Path, command: str) -> None:
    other = "generate" if command != "generate" else "convert"
    assert write(here, other).code == 0
    before = tree(here / "out")
    for words in ((), ("--force",)):
        done = write(here, command, *words)
        assert done.code == 1
        assert f"out: is the output of `msvc-helm {other}`; name another directory" in done.stderr
        assert tree(here / "out") == before


@EVERY
def test_what_people_edited_is_overwritten_only_by_force(here: Path, command: str) -> None:
    assert write(here, command).code == 0
    good = tree(here / "out")
    edited = here / "out" / A_FILE[command]
    edited.write_text(edited.read_text() + "# mine\n", encoding="utf-8")
    before = tree(here / "out")
    done = write(here, command)
    assert done.code == 1
    assert f"{A_FILE[command]}: was changed since msvc-helm wrote it" in done.stderr
    assert tree(here / "out") == before
    assert write(here, command, "--force").code == 0
    assert tree(here / "out") == good


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """A job in the background of a shell ignores SIGINT, one behind nohup SIGHUP, and so would what they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    hangup = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGHUP, hangup)


@pytest.mark.parametrize("command", ["convert", "flux", "generate"])
def test_models_that_are_gone_take_their_unchanged_files_with_them(here: Path, command: str) -> None:
    assert write(here, command).code == 0
    theirs = sorted(name for name in tree(here / "out") if "one" in name)
    kept = here / "out" / theirs[0]
    kept.write_text(kept.read_text() + "# mine\n", encoding="utf-8")
    (here / "models" / "one.yaml").unlink()
    done = write(here, command)
    assert f"warning: out/{theirs[0]}: is no longer generated, but was edited" in done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("removed ")] == [
        f"removed out/{name}" for name in theirs[1:]
    ]
    assert [name for name in tree(here / "out") if "one" in name] == theirs[:1]
    strict = write(here, command, "--strict")
    assert strict.code == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (plugin.SCRIPT, 'exec env HTTPS_PROXY=x /usr/bin/python -P -m msvc_helm.post "$@"\n'),
        (plugin.SCRIPT, '# through the proxy\nexec /usr/bin/python -P -m msvc_helm.post "$@"\n'),
        ("plugin.yaml", "apiVersion: v1\ntype: postrenderer/v1\nname: msvc-post\n# mine\n"),
    ],
)
def test_a_plugin_without_a_record_that_somebody_edited_is_kept(here: Path, file: str, text: str) -> None:
    assert write(here, "plugin-dir").code == 0
    (here / "out" / RECORD).unlink()
    (here / "out" / file).write_text(text, encoding="utf-8")
    done = write(here, "plugin-dir")
    assert (done.code, "was changed since msvc-helm wrote it" in done.stderr) == (1, True)
    assert (here / "out" / file).read_text(encoding="utf-8") == text


def test_a_plugin_of_an_earlier_version_is_replaced(here: Path) -> None:
    assert write(here, "plugin-dir").code == 0
    good = tree(here / "out")
    (here / "out" / RECORD).unlink()
    (here / "out" / plugin.SCRIPT).write_text('exec /gone/bin/python -P -m msvc_helm.post "$@"\n', encoding="utf-8")
    done = write(here, "plugin-dir")
    assert (done.code, done.stdout) == (0, f"{here / 'out'}\n")
    assert tree(here / "out") == good


@pytest.mark.parametrize(
    "words",
    [
        ("generate", "-m", "models", "--output-dir", ""),
        ("generate", "-m", "models", "--output-dir="),
        ("convert", "models", "--output-dir", ""),
        ("plugin-dir", "--output-dir", ""),
        ("flux", "models", "--chart=HelmChart/llm", "--cluster=eu", "--layout", ""),
        ("chart", "-b", "base.yaml", "-o", ""),
        ("schema", "-o", ""),
    ],
    ids=" ".join,
)
def test_a_place_without_a_name_is_wrong_usage(here: Path, words: tuple[str, ...]) -> None:
    before = tree(here)
    done = run_program(*words, cwd=here)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert tree(here) == before


PAUSED = """
import os, sys, time
from msvc_helm.managed_files import change
from msvc_helm.cli import main

def paused(real):
    def call(*arguments):
        real(*arguments)
        os.close(os.open("paused", os.O_CREAT | os.O_WRONLY))
        while not os.path.exists("go"):
            time.sleep(0.01)
    return call

setattr(change._Change, sys.argv[1], paused(getattr(change._Change, sys.argv[1])))
sys.argv[1:] = sys.argv[2:]
main()
"""


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (signal.SIGTERM, "begin"),
        (signal.SIGTERM, "stage"),
        (signal.SIGHUP, "_place"),
        (signal.SIGINT, "_place"),
        (signal.SIGTERM, "_remove"),
    ],
)
def test_a_signal_in_the_middle_leaves_all_as_it_was(here: Path, number: int, moment: str) -> None:
    assert write(here, "convert").code == 0
    (here / "models" / "one.yaml").rename(here / "models" / "other.yaml")
    for name in ("other", "two"):
        (here / "models" / f"{name}.yaml").write_text(MODEL.format(name=f"{name}2"), encoding="utf-8")
    before, record = tree(here / "out"), (here / "out" / RECORD).read_bytes()
    words = [sys.executable, "-c", PAUSED, moment, *COMMANDS["convert"], "out"]
    with subprocess.Popen(words, cwd=here, stderr=subprocess.PIPE) as process:
        while not (here / "paused").exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.send_signal(number)
        (here / "go").touch()
        _, told = process.communicate(timeout=60)
    assert process.returncode in ((130,) if number == signal.SIGINT else (-number,)), told
    assert b"Traceback" not in told
    assert tree(here / "out") == before
    assert (here / "out" / RECORD).read_bytes() == record


@pytest.mark.parametrize("moment", ["begin", "stage"])
def test_what_is_saved_while_we_write_is_not_lost(here: Path, moment: str) -> None:
    assert write(here, "convert").code == 0
    (here / "models" / "two.yaml").write_text(MODEL.format(name="three"), encoding="utf-8")
    words = [sys.executable, "-c", PAUSED, moment, *COMMANDS["convert"], "out"]
    with subprocess.Popen(words, cwd=here, stderr=subprocess.PIPE) as process:
        while not (here / "paused").exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        for name in ("ns_two.yaml", "ns_three.yaml"):  # one that would be removed, one that would be written
            (here / "out" / name).write_text("mine", encoding="utf-8")
        before = {path: content for path, content in tree(here / "out").items() if not path.startswith(".")}
        (here / "go").touch()
        _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told.count(b"was changed at this very moment: run the command again") == 2
    assert tree(here / "out") == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("words", [("lint", "chart"), ("verify", "-m", "models", "-b", "base.yaml")])
def test_folders_for_other_programs_are_gone_after_a_signal(here: Path, words: tuple[str, ...], number: int) -> None:
    for folder in ("bin", "folders"):
        (here / folder).mkdir()
    helm = "#!/bin/bash\nls -d {0}/folders/* && touch {0}/paused && exec sleep 60\n"
    (here / "bin" / "helm").write_text(helm.format(here), encoding="utf-8")
    (here / "bin" / "helm").chmod(0o755)
    assert run_program(*COMMANDS["chart"], "chart", cwd=here).code == 0
    environment = os.environ | {"PATH": f"{here}/bin:/usr/bin:/bin", "TMPDIR": f"{here}/folders"}
    words = (sys.executable, "-m", "msvc_helm", *words)
    with subprocess.Popen(words, cwd=here, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        while not (here / "paused").exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    assert process.returncode == (130 if number == signal.SIGINT else -number), told
    assert b"Traceback" not in told
    assert os.listdir(here / "folders") == []


def test_a_signal_that_is_ignored_stays_so(here: Path) -> None:
    words = ["nohup", sys.executable, "-c", PAUSED, "stage", *COMMANDS["convert"], "out"]
    with subprocess.Popen(words, cwd=here, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        while not (here / "paused").exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.send_signal(signal.SIGHUP)
        (here / "go").touch()
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert set(tree(here / "out")) == {"ns_one.yaml", "ns_two.yaml"}


@pytest.fixture
def small(here: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    (here / "small").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(here / "small")]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system cannot be mounted here")
    yield here / "small"
    subprocess.run(["umount", str(here / "small")], check=True)


def test_a_disk_that_is_full_stays_as_it_was(here: Path, small: Path) -> None:
    assert write(here, "generate", to="small/out").code == 0
    (small / "schema.json").write_text("{}", encoding="utf-8")
    before = tree(small)
    words = ("generate", "-m", "models", "--output-dir", "small/out")
    for name in map(str, range(40)):
        (here / "models" / f"m{name}.yaml").write_text(MODEL.format(name=f"m{name}"), encoding="utf-8")
    (here / "models" / "one.yaml").unlink()
    for command in (words, (*COMMANDS["chart"], "small/chart"), ("schema", "-o", "small/schema.json")):
        done = run_program(*command, cwd=here)
        assert done.code == 1
        assert "cannot be written: No space left on device" in done.stderr
        assert tree(small) == before


def test_a_file_that_may_not_grow_stays_as_it_was(here: Path) -> None:
    """The same without a mount: no file may have more than 4 KiB."""
    (here / "schema.json").write_text("{}", encoding="utf-8")
    before = tree(here)
    for words in (("schema", "-o", "schema.json"), (*COMMANDS["chart"], "out")):
        done = subprocess.run(
            [sys.executable, "-m", "msvc_helm", *words],
            cwd=here,
            capture_output=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"cannot be written: File too large" in done.stderr
        assert tree(here) == before


SCHEMA = run_program("schema").stdout


def test_a_file_is_replaced_keeps_its_mode_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("{}", encoding="utf-8")
    (tmp_path / "real.json").chmod(0o640)
    (tmp_path / "link.json").symlink_to("real.json")
    done = run_program("schema", "-o", "link.json", cwd=tmp_path)
    assert done == Finished(0, "", "link.json: 1 file written, 0 unchanged, 0 removed\n")
    assert run_program("schema", "-o", "link.json", cwd=tmp_path).stderr.startswith("link.json: 0 files written")
    assert (tmp_path / "real.json").read_text() == SCHEMA
    assert (tmp_path / "real.json").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.json", "real.json"]
    assert (tmp_path / "link.json").is_symlink()


@pytest.mark.parametrize(
    ("line", "code", "out"),
    [
        ("schema -o /dev/stdout", 0, SCHEMA),
        ("schema -o /dev/stdout > f; cat f", 0, SCHEMA),
        ("schema -o /dev/stdout | cat", 0, SCHEMA),
        ("schema -o /proc/self/fd/1", 0, SCHEMA),
        ("schema -o /dev/null", 0, ""),
        ("schema -o /dev/full", 1, ""),
        ("schema -o no/such/file", 1, ""),
        ("schema -o .", 1, ""),
        ("schema -o new.json; cat new.json", 0, SCHEMA),
    ],
)
def test_devices_and_pipes_are_written_into(tmp_path: Path, line: str, code: int, out: str) -> None:
    command = f"{sys.executable} -m msvc_helm {line}"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, out), done.stderr
    assert done.stderr.startswith("error: ") == (code == 1)
    assert "Traceback" not in done.stderr


def test_what_a_shell_has_open_is_appended_to(tmp_path: Path) -> None:
    command = f"(echo first; {sys.executable} -m msvc_helm schema -o /dev/stdout) >> f"
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True, stderr=subprocess.DEVNULL)
    assert (tmp_path / "f").read_text() == f"first\n{SCHEMA}"


def test_a_named_pipe_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    assert run_program("schema", "-o", "pipe", cwd=tmp_path).code == 0
    reader.join(timeout=60)
    assert read == [SCHEMA]
    assert (tmp_path / "pipe").is_fifo()


def test_many_files_are_not_held_in_memory(tmp_path: Path) -> None:
    """What is in the directory and not in the record is not even opened."""
    (tmp_path / "out").mkdir()
    os.mkfifo(tmp_path / "out" / "pipe")
    with (tmp_path / "out" / "huge").open("wb") as file:
        file.truncate(8 << 30)
    base = str(REPO / "samples/sim/baseconfig.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "msvc_helm", "chart", "-b", base, "-o", "out", "--force"],
        cwd=tmp_path,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30)),
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
