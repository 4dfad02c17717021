"""Every function, given what makes much of little, ends soon and with little memory, measured in its own process."""

from __future__ import annotations

import json
import subprocess
import sys

from msvc_helm.gotemplate.builtins import BUILTINS
from msvc_helm.gotemplate.sprig import NAMES, lookup

from ..conftest import REPO

MIB, SECONDS = 120, 30  # 42 MiB and 3 s are the most on an idle machine

VALUES = (
    '{{ $s := repeat 900000 "a" }}{{ $open := repeat 150000 `{"a":` }}{{ $nine := repeat 800000 "9" }}'
    '{{ $x := repeat 2000 "%1000000d" }}{{ $alias := repeat 50000 "&a [*a]\\n" }}{{ $l := until 30000 }}'
    '{{ $big := list $s $s $s $s }}{{ $d := dict "a" $big }}{{ $_ := set $d "d" $d }}{{ $t := toDate "2006" "2020" }}'
)
MOST, LEAST = "9223372036854775807", "-9223372036854775808"
ARGUMENTS = {  # by the type of the parameter
    "string": ("$s", "$x", "$alias", "$open", "$nine"),
    "int": (MOST, "1000000", LEAST),
    "int64": (MOST, LEAST),
    "uint8": ("255",),
    "bool": ("true",),
    "float64": ("1e308",),
    "map[string]interface {}": ("$d",),
    "[]interface {}": ("$l", "$big"),
    "[]string": ("$l",),
    "time.Time": ("$t",),
    "interface {}": ("$l", "$s", "$d", "$nine", "$big", MOST),
}


def calls(name: str) -> list[str]:
    """Two calls of a function."""
    function = lookup(name) or BUILTINS[name]
    params = [*function.params, *(function.params[-1:] * 2 if function.variadic else ())]
    choices = [ARGUMENTS.get(param, ("nil",)) for param in params]
    return [
        f"{VALUES}{{{{ {name} " + " ".join(c[(turn * 2 + at) % len(c)] for at, c in enumerate(choices)) + " }}"
        for turn in range(2)
    ]


REGULAR = {  # too much for any search, or within bounds
    "nested": '{{ regexMatch (print (repeat 20000 "(") "a" (repeat 20000 ")")) "a" }}',
    "side by side": '{{ regexFindAll (repeat 5000 "(a?)") "a" -1 }}',
    "repeated": '{{ regexFindAll (repeat 250 "(a?){100}") (repeat 100000 "a") -1 }}',
    "within the length": '{{ regexReplaceAll (repeat 2500 "(a)") (repeat 100000 "a") "$1" }}',
    "classes": r'{{ range 100000 }}{{ $_ := regexMatch (print (repeat 2000 "\\pL") .) "a" }}{{ end }}',
    "many": '{{ range 100000 }}{{ $_ := regexFindAll (print (repeat 640 "(") . (repeat 640 ")")) "a" -1 }}{{ end }}',
    "without captures": '{{ regexMatch (print (repeat 300000 "(?:") "a" (repeat 300000 ")*")) "a" }}',
}


def test_no_function_takes_much_time_or_memory() -> None:
    templates = {name: calls(name) for name in {*NAMES, *BUILTINS} - {"fail"}}
    templates |= {f"an expression: {name}": [source] for name, source in REGULAR.items()}
    command = [sys.executable, "-m", "tests.gotemplate.hostile"]
    done = subprocess.run(command, input=json.dumps(templates), capture_output=True, text=True, cwd=REPO, timeout=500)
    assert not done.stderr
    measured = json.loads(done.stdout)
    assert measured.keys() == templates.keys()
    assert {n: m for n, m in measured.items() if m[0] != 0 or m[1] > SECONDS or m[2] > MIB} == {}
