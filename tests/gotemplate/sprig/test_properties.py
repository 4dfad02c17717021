"""What holds for all arguments: laws that connect functions, Python as a second opinion, and no crash ever."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.gotemplate import Template, TemplateError
from msvc_helm.gotemplate.sprig import NAMES, lookup
from msvc_helm.gotemplate.values import Int64, Map, NilSlice, Slice, byte_length, from_bytes, to_bytes

modest = settings(max_examples=60, deadline=None)  # each example renders several templates

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
BYTES = st.binary(max_size=20).map(from_bytes)
INTS = st.integers(-(2**63), 2**63 - 1)


def call(source: str, **data: object) -> Any:  # whatever the function returned
    """What a template's expression evaluates to."""
    result: list[object] = []

    def keep(value: object) -> str:
        result.append(value)
        return ""

    Template(f"{{{{ keep ({source}) }}}}", functions={"keep": keep}).render(data)
    return result[0]


@modest
@given(BYTES)
def test_base64_and_base32_are_pythons_and_come_back(text: str) -> None:
    assert call("b64enc .t", t=text) == base64.b64encode(to_bytes(text)).decode()
    assert call("b32enc .t", t=text) == base64.b32encode(to_bytes(text)).decode()
    assert call("b64enc .t | b64dec", t=text) == text
    assert call("b32enc .t | b32dec", t=text) == text


@modest
@given(BYTES, st.integers(-30, 30))
def test_trunc_counts_bytes(text: str, count: int) -> None:
    data = to_bytes(text)
    expected = data[:count] if count >= 0 else data[count:]
    assert to_bytes(call("trunc .n .t", n=count, t=text)) == expected


@modest
@given(BYTES, BYTES, BYTES)
def test_text_functions_see_bytes(part: str, other: str, text: str) -> None:
    small, new, data = to_bytes(part), to_bytes(other), to_bytes(text + part + text)
    joined = from_bytes(data)
    assert call("contains .p .t", p=part, t=joined) is (small in data)
    assert call("hasPrefix .p .t", p=part, t=joined) is data.startswith(small)
    assert to_bytes(call("trimSuffix .p .t", p=part, t=joined)) == data.removesuffix(small)
    if small:
        assert to_bytes(call("replace .p .o .t", p=part, o=other, t=joined)) == data.replace(small, new)
        assert to_bytes(call("splitList .p .t | join .p", p=part, t=joined)) == data


JSON = st.recursive(
    st.none() | st.booleans() | TEXT | st.floats(allow_nan=False, allow_infinity=False) | INTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@modest
@given(JSON)
def test_json_is_pythons_and_comes_back(value: object) -> None:
    expected = json.loads(json.dumps(value), parse_int=float)  # Go knows but floats
    for function in ("toJson", "toPrettyJson", "toRawJson"):
        assert json.loads(call(f"{function} .v", v=value), parse_int=float) == expected
    assert call("toJson .v | fromJson", v=value) == expected


@modest
@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn\\ \n\t/bu', max_size=14))
def test_what_is_json_is_decided_as_in_python(text: str) -> None:
    try:
        expected = json.loads(text, parse_int=float, parse_constant=int)  # int fails, as NaN must
    except ValueError:
        assert call("fromJson .t", t=text) is None
        return
    if "Infinity" not in repr(expected) and "inf" not in repr(expected):
        assert call("mustFromJson .t", t=text) == expected


@modest
@given(INTS, INTS)
def test_integers_wrap_and_divide_like_64_bits(left: int, right: int) -> None:
    def wrapped(value: int) -> int:
        return (value + 2**63) % 2**64 - 2**63

    assert call("add .a .b", a=left, b=right) == wrapped(left + right)
    assert call("sub .a .b", a=left, b=right) == wrapped(left - right)
    assert call("mul .a .b", a=left, b=right) == wrapped(left * right)
    if right:
        quotient, rest = call("div .a .b", a=left, b=right), call("mod .a .b", a=left, b=right)
        assert wrapped(quotient * right + rest) == left
        assert abs(rest) < abs(right)
        assert rest * left >= 0


@modest
@given(st.decimals(-(10**6), 10**6, places=4), st.decimals(-(10**6), 10**6, places=4))
def test_float_arithmetic_is_decimal(left: Any, right: Any) -> None:  # decimal.Decimal
    a, b = float(left), float(right)
    assert call("addf .a .b", a=a, b=b) == float(left + right)
    assert call("subf .a .b", a=a, b=b) == float(left - right)
    assert call("mulf .a .b", a=a, b=b) == float(left * right)


@modest
@given(st.integers(-(10**4), 10**4), st.integers(-(10**4), 10**4), st.integers(-50, 50))
def test_runs_of_numbers_are_ranges(start: int, stop: int, step: int) -> None:
    assert call("untilStep .a .b .c", a=start, b=stop, c=step) == (list(range(start, stop, step)) if step else [])


@modest
@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)))
def test_dates_are_pythons_and_come_back(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    unix = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)  # exact, which total_seconds() is not
    text = f"{moment.year:04d}" + moment.strftime("-%m-%d %H:%M:%S %a %b %j")
    layout = "2006-01-02 15:04:05 Mon Jan 002"
    assert call("date .l .u", l=layout, u=unix) == text
    assert call("toDate .l .t | unixEpoch", l=layout, t=text) == str(unix)


@modest
@given(st.lists(TEXT | INTS | st.booleans() | st.none() | st.lists(INTS, max_size=2), max_size=8))
def test_lists_come_apart_and_together(items: list[object]) -> None:
    assert call("concat (initial .l) (list (last .l))", l=items) == items if items else True
    assert call("prepend (rest .l) (first .l)", l=items) == items if items else True
    assert call("reverse (reverse .l)", l=items) == items
    assert call("uniq (concat .l .l)", l=items) == call("uniq .l", l=items)
    assert all(call("has .x .l", x=item, l=items) for item in items)
    assert [item for part in call("chunk 3 .l", l=items) for item in part] == items


@modest
@given(BYTES, st.integers(-2, 12))
def test_wrapped_text_has_the_same_words(text: str, width: int) -> None:
    assert call("wrap .w .t | nospace", w=width, t=text) == call("nospace .t", t=text) or not text.isascii()


@modest
@given(TEXT)
def test_quoted_metacharacters_match_themselves(text: str) -> None:
    assert call("regexFind (regexQuoteMeta .t) .t", t=text) == text


@modest
@given(TEXT, TEXT.filter(lambda text: text.isascii()))
def test_simple_expressions_match_as_in_python(text: str, word: str) -> None:
    pattern = re.escape(word)
    expected = re.sub(r"\w", "x", text, flags=re.ASCII)
    assert call("regexReplaceAll `[0-9A-Za-z_]` .t `x`", t=text) == expected
    if "\\" not in pattern:
        assert call("regexMatch .p .t", p=word, t=text) is (re.search(pattern, text) is not None)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | INTS
    | INTS.map(Int64)
    | st.floats()
    | BYTES
    | st.sampled_from(
        ["[a-z]+", "(", "1.2.3", ">=1.2", "2006-01-02", "1h", "http://h/p?q", '{"a":[1]}', "$1", "%d", "é"]
    )
    | st.builds(lambda: NilSlice("string"))
    | st.lists(TEXT, max_size=3).map(lambda items: Slice(items, "string"))
    | st.dictionaries(TEXT, TEXT, max_size=2).map(lambda items: Map(items, "string")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
BY_TYPE: dict[str, st.SearchStrategy[object]] = {
    "string": BYTES
    | st.sampled_from(["[a-z]+", "(", "1.2.3-a", "^1.2 || x", "2006-01-02", "-1.5h", "//h:1/%41", "[1e9]"]),
    "int": st.integers(-3, 20) | INTS,
    "bool": st.booleans(),
    "float64": st.floats(),
    "map[string]interface {}": st.dictionaries(TEXT, VALUES, max_size=3),
    "interface {}": VALUES,
}


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_no_arguments_make_a_crash(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(NAMES)))
    function = lookup(name)
    assert function is not None
    params = list(function.params)
    if function.variadic:
        params[-1:] = params[-1:] * data.draw(st.integers(0, 3))
    if "time.Time" in params:
        return
    given = {f"v{index}": data.draw(BY_TYPE[param]) for index, param in enumerate(params)}
    source = f"{{{{ {name}{''.join(f' .{key}' for key in given)} }}}}"
    try:
        rendered = Template(source).render(given)
    except TemplateError:
        return
    assert byte_length(rendered) >= 0
    assert Template(source).render(given) == rendered
