"""What Flux and Kubernetes refuse is refused before it is written, and no password is ever printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from msvc_helm.errors import UsageError
from msvc_helm.flux import accepted
from msvc_helm.flux.reference import parse_chart
from tests.conftest import Finished, run_program

OCI = "oci://r.example/charts/llm:1.0.0"
VALUES = 'routing: {modelName: some/model}\nmodelArtifacts: {uri: "hf://a/b"}\n'


def flux(*words: str, cwd: Path) -> Finished:
    (cwd / "team_m.yaml").write_text(VALUES)
    return run_program("flux", "team_m.yaml", *words, cwd=cwd)


@pytest.mark.parametrize(
    "text",
    [
        "oci://r.example/../llm:1.0.0",
        "oci://r.example/a/../llm:1.0.0",
        "oci://r.example/a//llm:1.0.0",
        "oci://r.example/a/./llm:1.0.0",
        "oci://r.example/a/.llm:1.0.0",
        "oci://r.example/a/llm.:1.0.0",
        f"oci://r.example/{'a' * 256}:1.0.0",
        "oci://r.example:port/a/llm:1.0.0",
        "oci://r..example/a/llm:1.0.0",
        "oci:///llm:1.0.0",
        "oci://r.example/llm:1.0.0\n",
        "oci://r.example/llm:1.0\n.0",
        "oci://r.example/llm:1.0\u2028",
        "oci://r.example/llm:é",
        f"oci://r.example/llm:{'1' * 129}",
        "https:///p.git//charts/llm",
        "https://h:99999/p.git//charts/llm",
        "https://h h/p.git//charts/llm",
        "https://h/p\n.git//charts/llm",
        "https://[::1/p.git//charts/llm",
        "https://h/p.git//charts/../../llm",
        "https://h/p.git//charts/l\nlm",
        "https://h/p.git//charts/llm?tag=v1%0Aname: x",
        "https://h/p.git//charts/llm?branch=a..b",
        "https://h/p.git//charts/llm?branch=a b",
        "https://h/p.git//charts/llm?branch=.a",
        "https://h/p.git//charts/llm?branch=a.lock",
        "https://h/p.git//charts/llm?commit=abc",
        "https://h/p.git//charts/llm?semver=newest",
        "https:///p#llm:1",
        "https://h/p#llm:newest",
        "https://h/p#llm:1\n2",
        "HelmRepository/b#llm:newest",
        "OCIRepository/a.b/llm",
        f"OCIRepository/{'a' * 64}/llm",
        f"OCIRepository/{'a' * 254}",
        "OCIRepository/a..b",
        "OCIRepository/llm\n",
    ],
)
def test_a_chart_that_flux_would_not_find_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_chart(text)


@pytest.mark.parametrize("version", ["newest", "1.0\n", ">=", "1.x.y.z", "{{ x }}", ">1 <"])
@pytest.mark.parametrize("text", ["oci://r.example/a/llm", "https://h/p#llm", "HelmRepository/b#llm"])
def test_a_version_that_is_none_is_refused(text: str, version: str) -> None:
    with pytest.raises(UsageError, match="is neither a version nor a range"):
        parse_chart(text, version)


@pytest.mark.parametrize(
    "text",
    [
        OCI,
        "oci://localhost:5000/a_b/c__d/e-f.g:1.0.0-rc.1+build",
        "oci://[::1]:5000/llm@sha256:" + "a" * 64,
        "https://h.example:8443/p.git//charts/llm?branch=feature/x-1",
        "https://h/p.git//charts/llm?name=refs/pull/1/head",
        "https://h/p.git//charts/llm?commit=" + "a" * 40,
        "https://h/p.git//charts/llm?semver=>=1.2.0 <2.0.0",
        "ssh://git@h:22/p.git//charts/llm",
        "https://h/p#llm:>=1.2.0 <2.0.0",
        "https://h/p#llm:1.x || 3",
    ],
)
def test_what_flux_takes_is_taken(text: str) -> None:
    assert parse_chart(text).name in ("llm", "e-f.g")


@pytest.mark.parametrize("option", ["--interval", "--timeout"])
@pytest.mark.parametrize("text", ["0s", "0h0m", "-5m", "1e9h", "9999999999h", "8761h", "5", "5m\n", "1d", "٣m"])
def test_durations_that_nobody_means(option: str, text: str, tmp_path: Path) -> None:
    done = flux("--chart", OCI, f"{option}={text}", cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "is not a duration of at most a year: write 90s, 10m, 1h30m" in done.stderr


def test_durations_of_go() -> None:
    assert all(map(accepted.is_duration, ["1ms", "90s", "10m", "1h30m", "1.5h", "8760h"]))


@pytest.mark.parametrize(
    "words",
    [
        ("--retries", "99999999999999999999"),
        ("--retries", "1001"),
        ("--flux-namespace", "a.b"),
        ("--source-namespace", "x" * 64),
        ("--source-secret", "a..b"),
        ("--service-account", "A"),
        ("--depends-on", "a/b/c"),
        ("--depends-on", "a.b/c"),
        ("--depends-on", "/"),
        *(("--layout", "out", "--cluster", "c", "--path-in-repo", path) for path in ("../..", "a/../..", "/a", "a\nb")),
    ],
)
def test_options_that_no_object_takes(words: tuple[str, ...], tmp_path: Path) -> None:
    done = flux("--chart", OCI, *words, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2@h/p.git//charts/llm?tag=v1",
        "https://hunter2@h/p.git//charts/llm?tag=v1",
        "https://user:hun@hunter2@h/p#llm:1.0.0",
        "ssh://git:hunter2@h/p.git//charts/llm?tag=v1",
        "oci://user:hunter2@r.example/charts/llm:1.0.0",
    ],
)
def test_credentials_are_left_out_with_a_warning(text: str, tmp_path: Path) -> None:
    done = flux("--chart", text, cwd=tmp_path)
    assert done.code == 0
    assert "hunter2" not in done.stdout + done.stderr
    assert done.stderr == (
        "warning: the credentials in --chart are omitted: everyone who can read the repository would see them; "
        "put them in a Secret, and name it with --source-secret\n"
    )
    strict = flux("--chart", text, "--strict", cwd=tmp_path)
    assert (strict.code, strict.stdout) == (1, "")


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2@h/p.git",
        "https://user:hun/hunter2@h/p.git//charts/llm",
        "ftp://user:hunter2@h/p.git//charts/llm",
        "HTTPS://user:hunter2@h/p.git//charts/llm",
        "user:hunter2@h:p.git//charts/llm",
        "user:hunter2/x@h:p.git//charts/llm",
        "https://user:hunter2@h/{base}.git",
        "oci://user:hunter2@r.example/LLM:1",
    ],
)
def test_no_message_has_a_password(text: str, tmp_path: Path) -> None:
    done = flux("--chart", text, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "hunter2" not in done.stderr
    assert 'error: --chart "' in done.stderr
