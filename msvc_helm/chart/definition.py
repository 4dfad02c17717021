"""What a generated chart is made of."""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from msvc_helm import __version__
from msvc_helm.api.roles import SETTINGS
from msvc_helm.baseconfig import NO_VALUE, BaseConfig
from msvc_helm.chart import escape
from msvc_helm.chart.translate.literals import NOT_CARRIED
from msvc_helm.errors import InputError, Problem
from msvc_helm.managed_files import Earlier, line, sealed_by
from msvc_helm.options import EXPANSION, FLAG, NAMES, Option
from msvc_helm.resources.children import children
from msvc_helm.resources.kinds import GIE_DEFAULT
from msvc_helm.validation.formats import FORMATS, fits
from msvc_helm.validation.messages import shown, told

# The options of the expansion that become defaults of the chart's values. Helm knows the namespace and the cluster.
DEFAULTS = tuple(option for option in EXPANSION if option.path)
NO_DEFAULTS: Mapping[str, Any] = {option.name: () if option.how == NAMES else option.default for option in DEFAULTS}
DERIVED = "+base."  # in versions that were not given
OBJECTS = {"epp_cluster_role": "path part", "epp_pull_secrets": "subdomain", "pd_pull_secrets": "subdomain"}
"""The options that name objects, and the format of such names: no other one could ever be found."""

SENTENCE = "Serves one large language model by the base config"  # begins descriptions that were not given
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")  # what `helm lint` takes
_PART = r"(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"  # of a prerelease: no number begins with 0
_VERSION = re.compile(
    rf"(0|[1-9]\d*)(\.(0|[1-9]\d*)){{2}}(-{_PART}(\.{_PART})*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?",
    re.ASCII,
)  # semver.org
COMMAND = "chart"
HEADER = line(COMMAND, "the base config that Chart.yaml names")
"""What the first line of every file says: nothing of the input, so that a file changes only with its content."""

EARLIER = Earlier(("*", "templates/*", "templates/base/*", "ci/*"), sealed_by(COMMAND))
"""Where the charts of versions before there were records have their files."""

_AGAIN = "what the command line leaves out is taken from the chart that is there"
_LONGEST = 250  # characters of a chart's name (Helm)


class Layer(NamedTuple):
    """One layer of a base config in a chart: `prefix` comes before its keys in the names of templates."""

    base: BaseConfig
    prefix: str
    keys: list[str]

    @property
    def settings(self) -> list[str]:
        """The keys of its templates that make no object and say something all the same."""
        return [key for key in SETTINGS if key in self.base.texts]

    @property
    def folder(self) -> str:
        """Where its templates are, below those of the base config."""
        return f"{self.prefix.removesuffix('.')}-{self.base.name or 'layer'}/" if self.prefix else ""

    @property
    def title(self) -> str:
        """What is before its fields in messages."""
        return f"{self.base.name} " if self.prefix and self.base.name else ""


class Recipe(NamedTuple):
    """A chart's name and its base config; `defaults` by the names of DEFAULTS. Without `version` one is derived."""

    base: BaseConfig
    name: str
    version: str = ""
    description: str = ""
    defaults: Mapping[str, Any] = NO_DEFAULTS

    def check(self) -> None:
        """Raise InputError for a name, version, description or default that no chart can have, or none could use."""
        problems = [problem for option in DEFAULTS for problem in _wrong(option, self.defaults[option.name])]
        if not _NAME.fullmatch(self.name) or len(self.name) > _LONGEST:
            rule = f"lower-case letters, digits and dashes, at most {_LONGEST}, a letter or digit at both ends"
            hint = "give one with --name" if self.name == self.base.name else ""
            problems.append(Problem(f'"{self.name}" is not a chart name: {rule}', hint=hint))
        if self.version and not _VERSION.fullmatch(self.version):
            problems.append(Problem(f'"{self.version}" is not a version: expected one such as 1.2.3 (semver.org)'))
        if not escape.is_text(self.description):
            problems.append(
                Problem("the description holds bytes that are not UTF-8", hint="give another one with --description")
            )
        if problems:
            raise InputError(problems)

    def digest(self) -> str:
        """The base config's identity: the first digits of the SHA-256 of its templates."""
        texts = [layer.texts for layer in self.base.layers]
        whole = json.dumps(texts if len(texts) > 1 else texts[0], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    def layers(self) -> list[Layer]:
        """The base config's layers, the lowest first, each with the keys of its templates that make something."""
        known = [child.key for child in children(GIE_DEFAULT).values() if child.in_base]
        found = self.base.layers
        return [
            Layer(base, f"{number}." if len(found) > 1 else "", [key for key in known if key in base.texts])
            for number, base in enumerate(found, 1)
        ]

    def settings(self) -> dict[str, str]:
        """The keys that make no object and say something, each with the name of the uppermost layer's template."""
        return {key: f"{layer.prefix}{key}" for layer in self.layers() for key in layer.settings}

    def full_version(self) -> str:
        """The version given, else this program's with the base config's digest as build metadata."""
        return self.version or f"{__version__}{DERIVED}{self.digest()}"

    def origin(self) -> dict[str, str]:
        """Annotations of Chart.yaml, the only file that says what the chart was made from."""
        base = self.base
        name = {"msvc-helm/base-config": f"{base.namespace}/{base.name}".strip("/")} if base.name else {}
        return {**name, "msvc-helm/base-config-digest": self.digest()}

    def sentence(self) -> str:
        """What the chart is, for its description."""
        return self.description or f"{SENTENCE} {self.base.name}".strip()


def _wrong(option: Option, value: Any) -> Iterator[Problem]:
    """What is wrong with an option's value: it may come from a values.yaml that somebody changed."""
    if option.how == NAMES:
        for name in value:
            yield from _misnamed(option, name)
    elif option.choices or option.how == FLAG:
        choices = option.choices or (False, True)
        if not any(value == choice and type(value) is type(choice) for choice in choices):
            yield told("choice", option.flags[0], ", ".join(map(shown, choices)), shown(value), hint=_AGAIN)
    elif value:
        yield from _misnamed(option, value)


def _misnamed(option: Option, name: Any) -> Iterator[Problem]:
    form = OBJECTS[option.name]
    if not fits(name, form) or NOT_CARRIED.search(name) or NO_VALUE in name:
        yield told("form", option.flags[0], FORMATS[form][2], shown(name), hint=_AGAIN)
