"""Every option, declared once: its flags, its place in the chart's values, what it means.

Command lines are read here without click where that is enough, and shown and explained by click.

Importing click takes longer than expanding an ordinary ModelService. So a plain, complete command line is read from
the same table that click's options are made from, and anything else (help, a mistake, completion) is left to click.
"""

# No `from __future__ import annotations`: NamedTuple would compile each annotation again, a millisecond a class.

from collections.abc import Callable, Sequence

from msvc_helm.api.metadata import NAME_RULE, NAMESPACE_RULE, is_dns_label, is_dns_subdomain
from msvc_helm.errors import Problem, UsageError
from msvc_helm.resources.context import Options
from msvc_helm.resources.kinds import AUTO, GIE_CHOICES, GIE_DEFAULT, gie_version
from msvc_helm.typed import Any, NamedTuple

LONGEST_RELEASE = 53  # characters of a release's name (Helm)
ONE, MANY, NAMES, FLAG, NUMBER = "one", "many", "names", "flag", "number"


class Option(NamedTuple):
    """One option: its flags, the argument it becomes, how it is read, and what help says about it.

    `how`: ONE value, MANY (repeatable), NAMES (comma-separated and repeatable), FLAG, or NUMBER (1 or more). `path` is
    the field of the chart's values that says the same; the last part of it is its name in a carrier's options.
    """

    flags: tuple[str, ...]
    name: str
    help: str
    how: str = ONE
    default: Any = ""
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    path: str = ""

    def of_values(self, find: Callable[[str], Any]) -> Any:
        """What values say, where `find` gives the value at a path; names as a tuple."""
        value = find(self.path)
        if self.how != NAMES:
            return value
        return tuple(map(str, value)) if isinstance(value, list) else ()


EXPANSION = (
    Option(
        ("--epp-cluster-role",),
        "epp_cluster_role",
        "ClusterRole to bind the endpoint picker to.",
        metavar="NAME",
        path="rbac.eppClusterRole",
    ),
    Option(
        ("--epp-pull-secrets",),
        "epp_pull_secrets",
        "Image pull secrets of the endpoint picker: comma-separated or repeated.",
        NAMES,
        metavar="NAMES",
        path="eppPullSecrets",
    ),
    Option(
        ("--pd-pull-secrets",),
        "pd_pull_secrets",
        "Image pull secrets of prefill and decode: comma-separated or repeated.",
        NAMES,
        metavar="NAMES",
        path="pdPullSecrets",
    ),
    Option(("-n", "--namespace"), "namespace", "Namespace of ModelServices that do not specify one.", metavar="NAME"),
    Option(
        ("--gie",),
        "gie",
        f"Version of the Gateway API Inference Extension to generate; auto: {GIE_DEFAULT}.",
        default=AUTO,
        choices=GIE_CHOICES,
        path="gie",
    ),
    Option(
        ("--inference-objective",),
        "inference_objective",
        "With --gie v1: create an InferenceObjective from the criticality of the base config's InferenceModel.",
        FLAG,
        default=False,
        path="inferenceObjective",
    ),
    Option(
        ("--operator-defaults",),
        "operator_defaults",
        "For models that the operator created: keep what it left in their objects, such as affinity: {}.",
        FLAG,
        default=False,
        path="operatorDefaults",
    ),
    Option(
        ("--kube-version",),
        "kube_version",
        "Kubernetes version of the cluster, to be warned about features it is too old for.",
        metavar="VERSION",
    ),
)
BASE_CONFIG = Option(
    ("-b", "--base-config"), "bases", "Base config: file, directory or -; repeatable.", MANY, metavar="PATH"
)
ALIASES = {"--baseconfig": "--base-config"}  # the operator's own word, understood everywhere and shown nowhere
PRESET = Option(
    ("--preset",),
    "preset",
    "Shipped base configs by name; each is merged over the one before, and --base-config over all of them.",
    NAMES,
    metavar="NAMES",
)
INPUTS = (
    Option(("-m", "--modelservice"), "models", "ModelServices: file, directory or -.", MANY, metavar="PATH"),
    Option(("-f", "--values"), "values", "Values of the chart instead of ModelServices.", MANY, metavar="PATH"),
    BASE_CONFIG,
    PRESET,
    Option(("--name",), "name", "With -f: the name of the release.  [default: the file's]", metavar="NAME"),
)
FORCE = Option(
    ("--force",),
    "force",
    "Write into a directory with other files, and overwrite generated files that were edited.",
    FLAG,
    default=False,
)
ALL = Option(("--all",), "every", "Show every warning, even if many are of the same kind.", FLAG, default=False)
STRICT = Option(("--strict",), "strict", "Treat warnings as errors.", FLAG, default=False)
OPTIONS_OF_POST = (
    BASE_CONFIG,
    PRESET,
    *EXPANSION,
    STRICT._replace(help="Treat warnings and the findings of msvc-helm check as errors."),
)


def canonical(word: str) -> str:
    """The word of a command line with an option's other name put right."""
    flag, equals, value = word.partition("=")
    return f"{ALIASES.get(flag, flag)}{equals}{value}"


def wrong_value(name: str, value: Any, said: str) -> Problem | None:
    """What keeps the value of an option from being what it names, told of `said`, which gave it; None: nothing.

    An empty value is none. The rules are the API's: https://kubernetes.io/docs/concepts/overview/working-with-objects/names
    """
    found = RULES.get(name)
    if found is None:
        return None
    fits, noun, rule = found
    for text in (value,) if isinstance(value, str) else value:
        if text and not fits(text):
            return Problem(f'"{text}" cannot be {noun}', said, hint=f"allowed: {rule}")
    return None


def _is_release(text: str) -> bool:
    return len(text) <= LONGEST_RELEASE and is_dns_subdomain(text)


def _is_path_segment(text: str) -> bool:
    """Whether an object of RBAC may have the name."""
    return text not in (".", "..") and not any(letter in "/%" or letter.isspace() for letter in text)


_SECRET = (is_dns_subdomain, "the name of a Secret", NAME_RULE)
RULES: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "namespace": (is_dns_label, "a namespace", NAMESPACE_RULE),
    "epp_cluster_role": (_is_path_segment, "the name of a ClusterRole", "no spaces, no / and no %"),
    "epp_pull_secrets": _SECRET,
    "pd_pull_secrets": _SECRET,
    "name": (_is_release, "the name of a release", NAME_RULE.replace("253", str(LONGEST_RELEASE))),
}


def check_values(options: Sequence[Option], given: dict[str, Any]) -> None:
    """Raises UsageError with everything that is wrong with the values of options by name."""
    wrong = (wrong_value(o.name, given[o.name], o.flags[-1]) for o in options if o.name in given)
    if problems := [problem for problem in wrong if problem is not None]:
        raise UsageError(problems)


def expansion(values: dict[str, Any]) -> Options:
    """The options of the expansion, taken out of `values`. Raises UsageError for what cannot be one."""
    check_values(EXPANSION, values)
    return settled({option.name: values.pop(option.name) for option in EXPANSION if option.name in values}, Options())


def settled(given: dict[str, Any], otherwise: Options) -> Options:
    """Options from values of EXPANSION by name; the others are as they were. Raises UsageError for no version."""
    said = tuple(o.name for o in EXPANSION if o.name in given and given[o.name] not in ((), "", o.default))
    others = dict(given)
    if given.get("kube_version"):
        from msvc_helm.api.kubernetes import known_version  # rarely said

        others["kube_version"] = known_version(given["kube_version"])
    gie = gie_version(given.get("gie", ""), otherwise.gie)
    return otherwise._replace(**others | {"gie": gie, "said": (*otherwise.said, *said)})


def from_values(find: Callable[[str], Any], otherwise: Options, served: str = "") -> tuple[Options, list[Problem]]:
    """Options as the chart's values say them, and a warning for each that the caller said too, and otherwise.

    `find` gives the value at a path, None where there is none; where it says nothing the options are as they were.
    `served` is the Inference Extension of the cluster, where that is known.
    """
    out: dict[str, Any] = {}
    warnings: list[Problem] = []
    for option in EXPANSION:
        value = option.of_values(find) if option.path else None
        if not value or value == AUTO or (option.how == FLAG and value is not True):
            continue
        out[option.name] = value if option.how in (NAMES, FLAG) else str(value)
        known = getattr(otherwise, option.name)
        if option.name in otherwise.said and out[option.name] != known:
            message = f"{option.flags[-1]} has no effect: the values specify {_said(out[option.name])}"
            warnings.append(Problem(message, option.path, rule="option-without-effect"))
    out["gie"] = gie_version(out.get("gie", AUTO), served or otherwise.gie)
    return otherwise._replace(**out), warnings


def _said(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def to_values(options: Options) -> dict[str, Any]:
    """What options say, as values of the chart; without the Inference Extension, which may be the cluster's to say."""
    out: dict[str, Any] = {}
    for option in EXPANSION:
        value = getattr(options, option.name)
        if option.path and value and option.name != "gie":
            above, _, last = option.path.rpartition(".")
            into = out.setdefault(above, {}) if above else out
            into[last] = list(value) if isinstance(value, tuple) else value
    return out


def names(texts: Sequence[str]) -> tuple[str, ...]:
    """Comma lists as one tuple of names."""
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())


def read(options: Sequence[Option], words: Sequence[str]) -> dict[str, Any] | None:
    """The value of every option by name, or None when the words are not plainly and completely these options."""
    by_flag = {flag: option for option in options for flag in option.flags}
    given: dict[str, list[str]] = {}
    queue = iter(map(canonical, words))
    for word in queue:
        flag, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        option = by_flag.get(flag)
        if option is None or (option.how == FLAG and equals):
            return None
        if option.how != FLAG and not equals:
            following = next(queue, None)
            if following is None or (following.startswith("-") and following != "-"):
                return None
            value = following
        if not value and option.how != FLAG:
            return None
        given.setdefault(option.name, []).append(value)
    out: dict[str, Any] = {}
    for option in options:
        texts = given.get(option.name, [])
        if not _fits(option, texts):
            return None
        out[option.name] = _value(option, texts)
    return out


def _fits(option: Option, texts: list[str]) -> bool:
    if not texts:
        return not option.required
    if option.how == NUMBER:
        return texts[-1].isascii() and texts[-1].isdigit() and len(texts[-1]) < 10 and int(texts[-1]) > 0
    return not option.choices or all(text in option.choices for text in texts)


def _value(option: Option, texts: list[str]) -> Any:
    if option.how == MANY:
        return tuple(texts)
    if option.how == NAMES:
        return names(texts)
    if option.how == FLAG:
        return bool(texts)
    if not texts:
        return option.default
    return int(texts[-1]) if option.how == NUMBER else texts[-1]
