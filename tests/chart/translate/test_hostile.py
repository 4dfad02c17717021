"""Text of a base config that would end a comment, a string, a definition or a line is text in the chart, or refused."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.chart.translate.functions import RENAMED
from msvc_helm.chart.translate.template import template_name
from msvc_helm.gotemplate import Template, nodes
from msvc_helm.gotemplate.go.strconv import quote
from tests.chart.translate.worlds import CHART, KEY, carried, helm, operator

PIECES = (
    "{{", "}}", "{{/*", "*/}}", "{{- ", " -}}", "{{- /* ", " */ -}}", "/*", "*/", '"', "'", "`", "\\", "\n", "\r\n",
    "\r", "\t", "---", "\n---\n", "\n...\n", "# ", " #", "\0", "\x1b[31m", "\u2028", "\u0085", "\ufeff",
    "\U0001f600", "\U0010ffff", "%s",
    "<no value>", "<no", " value>", "{{ end }}", '{{ define "x" }}', '{{ fail "pwned" }}', "{{ now }}", "{{ .Values }}",
    '{{ block "y" . }}', '{{ lookup "v1" "Secret" "" "" }}', "{{ $ }}", "{{ .ModelName }}", "~", "yes", "null", "é",
    "!!binary ", "&a ", "*a", "1e6", "0x1F", ": ", "- ", "|", ">-", "? ", "%YAML 1.1", "@", "[", "]", "{", "}", ",",
    "[[ header ]]", "[% raw %]", "CHART.", '"CHART.', '"modelservice.', "sha256:0000000000000000", "$1", "\\g<0>",
)  # fmt: skip
"""What ends or begins something in Go's templates, YAML, Markdown, Jinja or one of our own replacements."""

HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6).map("".join)
KNOWN = ("ModelName", "Ports")
ADDED = Counter({"include": 99, "int64": 99, "list": 99, "fail": 99, "toJson": 99, "fromJson": 99, "sortAlpha": 99})
"""Functions that carrying adds (the last four for `split`, `keys` and variables that do not exist)."""


@st.composite
def slots(draw: st.DrawFn) -> str:
    """A template with hostile text wherever a base config's author can put some."""
    text = draw(HOSTILE)
    return draw(
        st.sampled_from(
            (
                text,
                f"a: b\n{text}",
                f"# {text}\na: {{{{ .ModelName }}}}\n",
                f"a: b # {text}\n",
                "{{/* " + text.replace("*/", "") + " */}}a: b\n",
                "a: b {{- /* " + text.replace("*/", "") + " */ -}} c\n",
                f"a: {{{{ {quote(text)} | quote }}}}\n",
                "a: {{ `" + text.replace("`", "") + "` | quote }}\n",
                f"a: {quote(text)}\n",
                "a: |\n" + "".join(f"  {line}\n" for line in text.split("\n")),
                f"{{{{ define {quote(text)} }}}}x{{{{ end }}}}a{{{{ template {quote(text)} . }}}}",
                f"{{{{ block {quote(text)} . }}}}x{{{{ end }}}}",
                f"{{{{ printf {quote(text)} .ModelName }}}}",
                f"{{{{ (dict {quote(text)} 1) | toJson }}}}{{{{ getPort {quote(text)} }}}}",
            )
        )
    )


def functions(template: Template) -> Counter[str]:
    """How often each function is called, everything that is not executed left out."""
    walked = (node for body in template.tree.definitions.values() for node in body.walk())
    return Counter(node.name for node in walked if isinstance(node, nodes.Identifier))


@settings(max_examples=200, deadline=None)
@given(slots())
def test_nothing_is_executed_but_what_the_template_holds(text: str) -> None:
    file = carried(text)
    if file is None:
        return
    made, source = Template(file), Template(text, name=KEY)
    name = template_name(CHART, KEY)
    assert all(known == name or known.startswith(f"{name}/") for known in made.tree.definitions if known != made.name)
    assert not str(made.tree.root).strip(), "nothing stands outside of the definitions"
    allowed = Counter({RENAMED.get(each, each): count for each, count in functions(source).items()}) + ADDED
    assert functions(made) <= allowed
    assert helm(file) == operator(text)
