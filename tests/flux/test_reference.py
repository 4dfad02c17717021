"""What `--chart` may say: each form and the source it stands for, each mistake and what is said of it."""

from __future__ import annotations

import pytest

from msvc_helm.errors import UsageError
from msvc_helm.flux.reference import BASE, BOOTSTRAPPED, ChartSource, parse_chart

DIGEST = "sha256:" + "0123456789abcdef" * 4
OCI = "oci://ghcr.io/acme/charts/llm"
SHA = "0123456789abcdef0123456789abcdef01234567"
GIT = "https://git.example.com/acme/platform.git"
MAIN = (("branch", "main"),)


def oci(*ref: tuple[str, str], url: str = OCI) -> ChartSource:
    return ChartSource("OCIRepository", "llm", url=url, ref=ref)


def git(url: str, *ref: tuple[str, str]) -> ChartSource:
    return ChartSource("GitRepository", "llm", url=url, ref=ref, chart="./charts/llm")


@pytest.mark.parametrize(
    ("text", "version", "chart"),
    [
        (f"{OCI}:1.2.0", "", oci(("tag", "1.2.0"))),
        (f"{OCI}:1.2.0+build.5", "", oci(("tag", "1.2.0_build.5"))),  # as `helm push` names it
        (f"{OCI}@{DIGEST}", "", oci(("digest", DIGEST))),
        (f"{OCI}:1.2.0@{DIGEST}", "", oci(("digest", DIGEST))),
        (OCI, "", oci()),
        (OCI, "1.2.0", oci(("tag", "1.2.0"))),
        (OCI, "v1.2.0-rc.1", oci(("tag", "v1.2.0-rc.1"))),
        (OCI, ">=1.2.0 <2", oci(("semver", ">=1.2.0 <2"))),
        (OCI, "1.x", oci(("semver", "1.x"))),
        ("oci://localhost:5000/llm:1", "", oci(("tag", "1"), url="oci://localhost:5000/llm")),
        (f"{GIT}//charts/llm", "", git(GIT, *MAIN)),
        (f"{GIT}//charts/llm/", "", git(GIT, *MAIN)),
        (f"{GIT}//charts/llm?tag=v1", "", git(GIT, ("tag", "v1"))),
        (f"{GIT}//charts/llm?semver=%3E%3D1.0", "", git(GIT, ("semver", ">=1.0"))),
        (f"{GIT}//charts/llm?name=refs/pull/1/head", "", git(GIT, ("name", "refs/pull/1/head"))),
        (f"{GIT}//charts/llm?branch=a&commit={SHA}", "", git(GIT, ("branch", "a"), ("commit", SHA))),
        ("ssh://git@h:22/a/b.git//charts/llm", "", git("ssh://git@h:22/a/b.git", *MAIN)),
        ("git@h:a/b.git//charts/llm", "", git("ssh://git@h/a/b.git", *MAIN)),
        (
            "https://h/x#llm:1.2",
            "",
            ChartSource("HelmRepository", "llm", url="https://h/x", chart="llm", version="1.2"),
        ),
        ("https://h/x/#llm", "^1", ChartSource("HelmRepository", "llm", url="https://h/x", chart="llm", version="^1")),
        ("OCIRepository/llm", "", ChartSource("OCIRepository", "llm")),
        ("HelmChart/flux-system/llm", "", ChartSource("HelmChart", "llm", "flux-system")),
        ("ExternalArtifact/a/llm", "", ChartSource("ExternalArtifact", "llm", "a")),
        ("GitRepository/a/b//charts/llm", "", ChartSource("GitRepository", "b", "a", chart="./charts/llm")),
        ("HelmRepository/a/b#llm:1", "", ChartSource("HelmRepository", "b", "a", chart="llm", version="1")),
        ("HelmRepository/b#llm", "1", ChartSource("HelmRepository", "b", chart="llm", version="1")),
        (
            BOOTSTRAPPED.replace(BASE, "llm"),
            "",
            ChartSource("GitRepository", "flux-system", "flux-system", chart="./charts/llm"),
        ),
    ],
)
def test_what_a_reference_stands_for(text: str, version: str, chart: ChartSource) -> None:
    assert parse_chart(text, version) == chart


@pytest.mark.parametrize(
    ("text", "version", "message"),
    [
        ("llm", "", "not the address of a chart; write one of"),
        ("", "", "not the address of a chart"),
        ("oci://ghcr.io", "", "the host of a registry is not a chart"),
        ("oci://ghcr.io/Acme/llm:1", "", "in lower case"),
        (f"{OCI}@sha256:12", "", "a digest is sha256: and 64 hexadecimal digits"),
        (f"{OCI}:1.0", "1.0", "--chart-version 1.0 repeats the version"),
        (f"{OCI}:1 0", "", "not the address of a chart"),
        (GIT, "", "a repository needs // and the path of the chart in it, or # and the chart's name"),
        (f"{GIT}//../charts", "", "the path of a chart is one inside its repository"),
        (f"{GIT}//charts/llm?branhc=x", "", 'did you mean "branch"?'),
        (f"{GIT}//charts/llm?tag=", "", '"?tag=" is none of branch, tag, semver, name, commit'),
        (f"{GIT}//charts/llm", "1.0", "--chart-version is for oci:// and for #NAME"),
        ("OCIRepository/llm", "1.0", "--chart-version is for oci:// and for #NAME"),
        ("https://h/x#llm:1", "1", "repeats the version"),
        ("https://h/x#LLM", "", '"LLM" cannot be the name of an object'),
        ("OciRepository/llm", "", '"OciRepository" is not a valid source kind; did you mean "OCIRepository"?'),
        ("ftp://example.com/llm", "", '"ftp:" is not a valid source kind; write one of'),
        ("ghcr.io/acme/llm:1", "", 'did you mean "oci://ghcr.io/acme/llm:1"?'),
        ("localhost:5000/llm:1", "", 'did you mean "oci://localhost:5000/llm:1"?'),
        ("OCIRepository/Llm", "", '"Llm" cannot be the name of an object'),
        ("OCIRepository/a/b/c", "", '"a/b" cannot be the name of a namespace'),
        ("GitRepository/b", "", "a GitRepository needs // and the path of the chart in it"),
        ("HelmRepository/b", "", "a HelmRepository needs # and the name of the chart in it"),
    ],
)
def test_what_is_said_of_a_mistake(text: str, version: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_chart(text, version)
    assert f'--chart "{text}"' in str(raised.value)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "pinned"),
    [(OCI, False), (f"{OCI}:1", True), ("https://h/x#llm", False), (f"{GIT}//llm", True), ("OCIRepository/x", True)],
)
def test_whether_a_version_is_said(text: str, pinned: bool) -> None:
    assert parse_chart(text).pinned is pinned
