"""Templates carried over to Helm give there what they gave the operator: this project's Go against real Helm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from msvc_helm.chart.translate.functions import REFUSED
from msvc_helm.gotemplate import Template, TemplateError
from msvc_helm.gotemplate.builtins import BUILTINS
from msvc_helm.gotemplate.sprig import NAMES
from tests.chart.translate.cases import FAMILIES
from tests.chart.translate.worlds import KEY, LIMITS, MODEL, Data, carried, operator
from tests.e2e.carried import Rendering, arguments, templates
from tests.e2e.helm import MAJORS

ARGUMENTS = ("reference", "recorded", "made arguments")
MOST = 400  # arguments of each family: each that is refused needs a start of its own
ALONE = 12  # templates that fail, of each family: each needs a start of its own
# Where Helm may fail although the operator's template did not: loud, and documented.
STRICTER = re.compile(r"fromJson|nil pointer")
# Where Helm need not fail: our own limits, and a field of an explicit null, which is nothing there.
LAXER = re.compile(r"limit|more than|nested|depth|nil pointer")
ARGUMENT_REFUSALS = re.compile(
    r"(k[0-9]+): (?:.* is the template's data as a whole|.* is no function of an argument|getPort takes one argument"
    r"|.* looks at the Go type|.* would change the data|an action is not closed)|(k[0-9]+) renders to <no value>"
)


@dataclass(frozen=True)
class Family:
    """Templates by key: the text, what the operator gives (None: an error), what it becomes (None: refused)."""

    data: Data
    texts: dict[str, str]
    wanted: dict[str, str | None]
    files: dict[str, str | None]


@cache
def family(name: str) -> Family:
    texts, data = FAMILIES[name]()
    if not texts:
        pytest.skip("../shared is not here")
    keyed = {f"k{index}": text for index, text in enumerate(texts) if parses(text)}
    wanted = {key: operator(text, data) for key, text in keyed.items()}
    return Family(data, keyed, wanted, {key: carried(text, data, key) for key, text in keyed.items()})


def parses(text: str) -> bool:
    try:
        Template(text, name=KEY, functions={"getPort": None})
    except TemplateError:
        return False
    return True


def failing(some: Family) -> list[str]:
    """Keys of templates that have to fail in Helm, too."""
    keys = [key for key, file in some.files.items() if file is not None and some.wanted[key] is None]
    return [key for key in keys if not LAXER.search(message(some.texts[key], some.data))]


def message(text: str, data: Data) -> str:
    try:
        Template(text, functions={"getPort": data.get_port()}, limits=LIMITS).render(data.operator())
    except TemplateError as error:
        return error.message
    raise AssertionError(text)


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("name", FAMILIES)
def test_templates_give_the_same_text(name: str, major: int, tmp_path: Path) -> None:
    some = family(name)
    files = {key: file for key, file in some.files.items() if file is not None and some.wanted[key] is not None}
    files = {key: file for key, file in files.items() if not STRICTER.search(some.texts[key])}
    found = templates(tmp_path, major, files, some.data).results(list(files))
    wrong = {some.texts[key]: (some.wanted[key], text) for key, text in found.items() if text != some.wanted[key]}
    assert not wrong
    assert found.keys() == files.keys()


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("name", FAMILIES)
def test_templates_that_fail_fail_there_too(name: str, major: int, tmp_path: Path) -> None:
    some = family(name)
    keys = failing(some)
    files = {key: some.files[key] or "" for key in keys}
    rendering = templates(tmp_path, major, files, some.data)
    passed = [some.texts[key] for key in keys[:: len(keys) // ALONE + 1] if rendering.run([key]).ok]
    assert not passed


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_give_the_same_text(name: str, major: int, tmp_path: Path) -> None:
    some = family(name)
    keys = [key for key, text in some.wanted.items() if text is not None and some.files[key] is not None]
    keys = [key for key in keys if not STRICTER.search(some.texts[key])]
    keys = keys[:: len(keys) // MOST + 1]
    rendering = arguments(tmp_path, major, {key: some.texts[key] for key in keys}, some.data)
    kept = taken(rendering, keys)
    found = rendering.results(kept)
    assert {key: found[key] for key in kept} == {key: some.wanted[key] for key in kept}
    assert len(kept) > len(keys) / 2


def taken(rendering: Rendering, keys: list[str]) -> list[str]:
    """The arguments that are not refused; every refusal has to be one of those that the translation makes."""
    while True:
        done = rendering.run(keys)
        if done.ok:
            return keys
        refused = ARGUMENT_REFUSALS.search(done.stderr)
        assert refused, str(done)[-3000:]
        keys = [key for key in keys if key not in refused.groups()]


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments_that_fail_fail_there_too(name: str, major: int, tmp_path: Path) -> None:
    some = family(name)
    keys = failing(some)[:: len(failing(some)) // ALONE + 1]
    rendering = arguments(tmp_path, major, {key: some.texts[key] for key in keys}, some.data)
    assert not [some.texts[key] for key in keys if rendering.run([key]).ok]


@pytest.mark.parametrize("major", MAJORS)
def test_helm_knows_every_function(major: int, tmp_path: Path) -> None:
    known = sorted({*NAMES, *BUILTINS, "and", "or"} - REFUSED.keys())
    file = carried("{{ if false }}" + "".join(f"{{{{ {name} 1 }}}}" for name in known) + "{{ end }}", MODEL, "k0")
    assert file
    assert templates(tmp_path, major, {"k0": file}, MODEL).results(["k0"]) == {"k0": ""}


# No templates, but each would be one between {{ define }} and {{ end }}, behind which the rest of it would be rendered.
ESCAPES = {
    "k0": "{{ end }}{{ if true }}",
    "k1": "a{{ end }}b{{ with .ModelName }}{{ . }}",
    "k2": "{{ if true }}{{ else }}{{ end }}{{- end -}}{{ range .GatewayRefs }}",
}


@pytest.mark.parametrize("major", MAJORS)
def test_an_argument_does_not_end_what_it_stands_in(major: int, tmp_path: Path) -> None:
    assert not any(map(parses, ESCAPES.values()))
    rendering = arguments(tmp_path, major, ESCAPES, MODEL)
    for key in ESCAPES:
        assert f"{key}: unexpected {{{{end}}}}" in rendering.run([key]).stderr


TYPES = {
    "k0": '{{ printf "%T" .Ports }}',
    "k1": '{{ printf "%[1]T" (getPort "http") }}',
    "k2": '{{ getPort "http" | printf "%5T" }}',
    "k3": '{{ printf "%+#v" (split "," "a,b") }}',
    "k4": '{{ printf (print "%" "T") (getPort "http") }}',
    "k5": r'{{ printf "\x25T" (getPort "http") }}',
    "k6": '{{ $form := print "%" "T" }}{{ printf $form (get .Ports "http") }}',
}


@pytest.mark.parametrize("major", MAJORS)
def test_an_argument_does_not_show_a_type_that_helm_has_as_another(major: int, tmp_path: Path) -> None:
    rendering = arguments(tmp_path, major, TYPES, MODEL)
    for key in TYPES:
        assert re.search(f"{key}: .* looks at the Go type", rendering.run([key]).stderr), TYPES[key]
