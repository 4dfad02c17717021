"""Where a chart is: what `--chart` says, read into the Flux source that has it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from msvc_helm.api.metadata import is_dns_label, is_dns_subdomain
from msvc_helm.errors import Problem, UsageError
from msvc_helm.flux import accepted
from msvc_helm.suggest import suggestion

OCI, GIT, HELM = "OCIRepository", "GitRepository", "HelmRepository"
BY_REFERENCE = (OCI, "HelmChart", "ExternalArtifact")  # what `chartRef` takes (HelmRelease v2)
KINDS = (*BY_REFERENCE, GIT, HELM)
GIT_FIELDS = ("branch", "tag", "semver", "name", "commit")  # of a GitRepository's `ref`
BASE = "{base}"  # stands for the name of the base config
BOOTSTRAPPED = f"{GIT}/flux-system/flux-system//charts/{BASE}"  # as `flux bootstrap` makes it
FORMS = """\
oci://HOST/PATH/NAME:VERSION
https://HOST/REPOSITORY.git//PATH?tag=TAG
git@HOST:REPOSITORY.git//PATH?branch=BRANCH
https://HOST/PATH#NAME:VERSION
KIND/[NAMESPACE/]NAME, an existing source"""

_OCI = re.compile(
    r"oci://(?P<host>[^/@#?\s]+)/(?P<path>[a-z0-9._/-]+)(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}))?"
    r"(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)
_EXACT = re.compile(r"v?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_SCP = re.compile(r"(?P<user>[\w.-]+@[\w.-]+):(?!//)(?P<path>[^\s:]+)")


class ChartSource(NamedTuple):
    """A chart in a Flux source.

    `kind` and `name` are those of the source, `namespace` that of one which is there already (empty: the HelmRelease's
    own). `url` and `ref` are the source's; no `url` means that it is there already. `chart` is the path or name of the
    chart in a GitRepository or HelmRepository, `version` its version or range in the latter.
    """

    kind: str
    name: str
    namespace: str = ""
    url: str = ""
    ref: tuple[tuple[str, str], ...] = ()
    chart: str = ""
    version: str = ""

    @property
    def pinned(self) -> bool:
        """Whether it is said which chart this is, and not merely the newest there is."""
        return not self.url or self.kind == GIT or bool(self.version or self.ref)


def parse_chart(text: str, version: str = "") -> ChartSource:
    """The chart that `text` names, in one of FORMS; `version` is a version or a range, for a form that has none.

    Credentials in an address are left out. Raises UsageError that shows the forms.
    """
    text = accepted.without_credentials(text)
    if text.startswith("oci://"):
        found = _oci(text, version)
    elif text.startswith(("https://", "http://")) and "#" in text:
        found = _helm(text, version)
    elif text.startswith(("https://", "http://", "ssh://")) or _SCP.match(text):
        found = _git(text)
    else:
        found = _existing(text, version)
    if version and not (found.kind == OCI and found.url) and found.kind != HELM:
        raise _wrong(text, "--chart-version is for oci:// and for #NAME: elsewhere the source decides", forms=False)
    return found


def _oci(text: str, version: str) -> ChartSource:
    match = _OCI.fullmatch(text)
    if match is None or not accepted.is_host(match["host"]) or not accepted.is_oci_path(match["path"]):
        raise _wrong(text, _oci_reason(text))
    if version and not accepted.is_range(version):
        raise _no_range(text, version)
    _once(text, version, match["tag"] or match["digest"])
    ref = {}
    if match["digest"]:
        ref["digest"] = match["digest"]  # the tag beside it is a note for people
    elif match["tag"] or _EXACT.fullmatch(version):
        ref["tag"] = (match["tag"] or version).replace("+", "_")  # as `helm push` writes it
    elif version:
        ref["semver"] = version
    name = _name(text, match["path"].rpartition("/")[2])
    return ChartSource(OCI, name, url=f"oci://{match['host']}/{match['path']}", ref=tuple(ref.items()))


def _oci_reason(text: str) -> str:
    path = text.removeprefix("oci://")
    if "/" not in path.rstrip("/"):
        return "the host of a registry is not a chart"
    if re.sub(r"[:@].*", "", path.partition("/")[2]) != re.sub(r"[:@].*", "", path.partition("/")[2]).lower():
        return "the names of a registry are in lower case"
    if ".." in path.split("/"):
        return "a path cannot lead upwards"
    if "@" in path:
        return "a digest is sha256: and 64 hexadecimal digits"
    return "not the address of a chart"


def _git(text: str) -> ChartSource:
    address, _, query = text.partition("?")
    start = address.find("://") + 3 if "://" in address else 0
    where, _, path = address[start:].partition("//")
    if not path:
        raise _wrong(text, "a repository needs // and the path of the chart in it, or # and the chart's name")
    url = address[:start] + where
    if scp := _SCP.fullmatch(url):
        url = f"ssh://{scp['user']}/{scp['path'].lstrip('/')}"  # the only form of it that Flux takes
    if not accepted.is_address(url):
        raise _wrong(text, "not the address of a repository")
    ref = tuple(parse_qsl(query, keep_blank_values=True)) or (("branch", "main"),)
    for field, value in ref:
        if field not in GIT_FIELDS or not value:
            hint = suggestion(field, GIT_FIELDS)
            raise _wrong(text, f'"?{field}=" is none of {", ".join(GIT_FIELDS)}{f"; {hint}" if hint else ""}')
        if not accepted.is_ref(field, value):
            raise _wrong(text, f'no Git repository has the {field} "{value}"', forms=False)
    return ChartSource(GIT, _name(text, path.rstrip("/").rpartition("/")[2]), url=url, ref=ref, chart=_path(text, path))


def _helm(text: str, version: str) -> ChartSource:
    url, _, chart = text.partition("#")
    name, _, own = chart.partition(":")
    _once(text, version, own)
    if not accepted.is_address(url):
        raise _wrong(text, "not the address of a repository")
    if (own or version) and not accepted.is_range(own or version):
        raise _no_range(text, own or version)
    return ChartSource(HELM, _name(text, name), url=url.rstrip("/"), chart=name, version=own or version)


def _existing(text: str, version: str) -> ChartSource:
    """`KIND/[NAMESPACE/]NAME`, then `//PATH` in a GitRepository, `#NAME[:VERSION]` in a HelmRepository."""
    kind, slash, rest = text.partition("/")
    if kind not in KINDS or not slash:
        known = slash and accepted.shown(text) == text  # else the kind may be a part of a password
        raise _wrong(
            text, f'"{kind}" is not a valid source kind{_hint(kind, text)}' if known else "not the address of a chart"
        )
    rest, _, path = rest.partition("//") if kind == GIT else rest.partition("#") if kind == HELM else (rest, "", "")
    namespace, _, name = rest.rpartition("/")
    _name(text, name)
    if namespace and not is_dns_label(namespace):
        raise _wrong(text, f'"{namespace}" cannot be the name of a namespace', forms=False)
    chart, own = (path, "") if kind == GIT else (path.partition(":")[0], path.partition(":")[2])
    if kind in (GIT, HELM) and not chart:
        where = "// and the path" if kind == GIT else "# and the name"
        raise _wrong(text, f"a {kind} needs {where} of the chart in it")
    if own:
        _once(text, version, own)
    if kind == HELM and (own or version) and not accepted.is_range(own or version):
        raise _no_range(text, own or version)
    return ChartSource(
        kind, name, namespace, chart=_path(text, chart) if kind == GIT else chart, version=own or version
    )


def _hint(kind: str, text: str) -> str:
    host = ("." in kind or ":" in kind) and not kind.endswith(":")
    hint = f'did you mean "oci://{text}"?' if host else suggestion(kind, KINDS)
    return f"; {hint}" if hint else ""


def _path(text: str, path: str) -> str:
    found = accepted.inside(path.lstrip("/"))
    if found in (None, "."):
        raise _wrong(text, "the path of a chart is one inside its repository", forms=False)
    return str(found)


def _name(text: str, name: str) -> str:
    if not is_dns_subdomain(name):
        message = f'"{name}" cannot be the name of an object: lower-case letters, digits, - and . only'
        raise _wrong(text, message, forms=False)
    return name


def _once(text: str, version: str, own: str | None) -> None:
    if version and own:
        raise _wrong(text, f"--chart-version {version} repeats the version: keep one of them", forms=False)


def _no_range(text: str, version: str) -> UsageError:
    return _wrong(text, f'"{version}" is neither a version nor a range such as ">=1.2.0 <2.0.0"', forms=False)


def _wrong(text: str, why: str, *, forms: bool = True) -> UsageError:
    message = f'--chart "{accepted.shown(text)}": {why}'
    return UsageError(Problem(f"{message}; write one of", excerpt=FORMS) if forms else message)
