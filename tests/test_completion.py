"""What the Tab key offers: through the protocol of click's scripts, and in real shells at a terminal."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from msvc_helm import presets
from msvc_helm.check.rules import RULES
from msvc_helm.cli.group import COMMANDS, cli
from msvc_helm.options import STRICT
from tests.conftest import REPO, run_program

PRESETS = presets.names()
GPUS = ["gpu", "gpu-pd"]


def offered(line: str, shell: str = "bash") -> list[str]:
    """What is offered where a command line ends; a listing by the shell itself as `<file>` or `<dir>`."""
    words = ["msvc-helm", *line.split()] + ([""] if line.endswith(" ") or not line else [])
    asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    if shell == "fish":
        asked["COMP_CWORD"] = words[-1]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (asked | {"_MSVC_HELM_COMPLETE": f"{shell}_complete"}).items():
            patch.setenv(name, value)
        done = run_program()
    assert (done.code, done.stderr) == (0, ""), done.stderr
    lines = [line for line in done.stdout.splitlines() if line]
    if shell == "zsh":
        return lines
    return [rest if kind == "plain" else f"<{kind}>" for kind, _, rest in (line.partition(",") for line in lines)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", list(COMMANDS)),
        ("g", ["generate", "graph"]),
        ("-", ["--version", "--color", "-h", "--help"]),
        ("nonsense ", []),
        ("--color ", ["auto", "always", "never"]),
        ("--color never che", ["check"]),
        ("check --color = n", ["never"]),
        ("generate --preset ", PRESETS),
        ("generate --preset gp", GPUS),
        ("generate --preset gpu,am", ["gpu,amd"]),
        ("generate --preset gpu,gp", ["gpu,gpu-pd"]),
        ("generate --preset = gp", GPUS),  # as bash splits --preset=gp
        ("generate --preset =", PRESETS),
        ("chart --preset gp", GPUS),
        ("import objects.yaml --over gp", GPUS),
        ("preset gp", GPUS),
        ("preset gpu ", ["--color", "--help"]),
        ("check --ignore ", list(RULES)),
        ("check --explain pool-port", [rule for rule in RULES if rule.startswith("pool-port")]),
        ("check --ignore pool-missing,pool-mi", ["pool-missing,pool-misses-pods"]),
        ("generate -m ", ["<file>"]),
        ("generate -m samples/s", ["<file>"]),
        ("generate --values a.yaml --base-config ", ["<file>"]),
        ("generate --output-dir ", ["<dir>"]),
        ("generate -o ", ["yaml", "children", "json", "names"]),
        ("generate --gie v1", ["v1", "v1alpha2"]),
        ("generate -n ", []),
        ("generate --str", ["--strict"]),
        ("generate --strict --str", []),
        ("generate -m a.yaml --mod", ["--modelservice"]),
        ("plan ", ["<file>"]),
        ("plan old.yaml ", ["<file>"]),
        ("plan old.yaml new.yaml --wi", ["--with"]),
        ("convert a.yaml b.yaml ", ["<file>"]),
        ("chart-dir --output-dir ", ["<dir>"]),
        ("explain -m samples/sim/modelservice.yaml -b samples/sim/baseconfig.yaml D", ["Deployment/sim-decode"]),
        ("explain -m nothing.yaml D", []),
    ],
)
def test_what_is_offered(line: str, expected: list[str]) -> None:
    assert offered(line) == expected


def test_each_shell_has_its_form() -> None:
    assert offered("generate --preset=gp", "fish") == [f"--preset={name}" for name in GPUS]
    assert (help_ := STRICT.help.rstrip("."))
    assert offered("generate --stri", "fish") == [f"--strict\t{help_}"]
    assert offered("generate --stri", "zsh") == ["plain", "--strict", help_]


def test_every_option_and_argument_is_in_the_table() -> None:
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        with click.Context(command, **command.context_settings) as context:
            flags = {
                flag for each in command.get_params(context) if each.param_type_name == "option" for flag in each.opts
            }
        assert set(offered(f"{name} -")) == flags


def test_the_table_is_what_would_be_made() -> None:
    done = subprocess.run([sys.executable, "scripts/generate_completion.py", "--check"], cwd=REPO, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_the_tab_key_waits_for_no_command_to_be_imported() -> None:
    asked = {"_MSVC_HELM_COMPLETE": "bash_complete", "COMP_WORDS": "msvc-helm check --ignore pool", "COMP_CWORD": "3"}
    code = "import sys; from msvc_helm.cli import main; import os; os._exit = lambda _: print(*sys.modules); main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | asked, cwd=REPO, check=True
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"click", "yaml", "msvc_helm.check", "msvc_helm.report", "msvc_helm.presets"}


START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(_MSVC_HELM_COMPLETE=bash_source msvc-helm)"'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -U compinit; compinit -u -D; eval "$(_MSVC_HELM_COMPLETE=zsh_source msvc-helm)"',
    ),
    "fish": (["fish", "--no-config", "-i"], "_MSVC_HELM_COMPLETE=fish_source msvc-helm | source"),
}


class Terminal:
    """A shell at a terminal of its own."""

    def __init__(self, words: list[str], directory: Path) -> None:
        self._process, self._end = pty.fork()
        if self._process == 0:
            path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
            settings = {"PATH": path, "TERM": "dumb", "PS1": "$ ", "HOME": str(directory)}
            os.chdir(directory)
            os.execvpe(words[0], words, os.environ | settings)  # noqa: S606 - the shell under test

    def type(self, text: str, until: str, seconds: float = 60) -> str:
        """Type a text; what the terminal shows, up to `until`."""
        os.write(self._end, text.encode())
        shown, ends = "", time.monotonic() + seconds
        while until not in shown and time.monotonic() < ends:
            if select.select([self._end], [], [], 1)[0]:
                shown += os.read(self._end, 65536).decode(errors="replace")
        return shown

    def close(self) -> None:
        os.kill(self._process, 9)
        os.waitpid(self._process, 0)
        os.close(self._end)


@pytest.fixture(params=START)
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """A shell that has run the line of the README."""
    words, line = START[request.param]
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    assert line.rpartition("; ")[2] in (REPO / "README.md").read_text(encoding="utf-8")
    (tmp_path / "unusual.yaml").touch()
    shell = Terminal(words, tmp_path)
    echo = "echo ready-(math 3 + 4)" if words[0] == "fish" else "echo ready-$((3 + 4))"
    assert "ready-7" in shell.type(f"{line}; {echo}\r", "ready-7")
    yield shell
    shell.close()


def test_real_shells_complete(terminal: Terminal) -> None:
    assert "generate" in terminal.type("msvc-helm gen\t", "generate")
    assert "--preset" in terminal.type(" --pres\t", "--preset")
    assert "openshift" in terminal.type("open\t", "openshift")
    assert "unusual.yaml" in terminal.type("-m un\t", "unusual.yaml")
