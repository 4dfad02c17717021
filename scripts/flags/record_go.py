"""Add the flags of earlier releases of a program in Go to its file here, from the sources that define them.

    python scripts/flags/record_go.py sidecar RELEASE=FILE...

The file has the newest release already, as its `--help` shows it. Nothing of the sources is run: a flag is a text, or
the name of a constant, in a call such as `fs.StringVar(&port, "port", …)`. What libraries add (`-v`, `--zap-…`) is
taken to be in every release. A flag without a value is recorded as `tracing?`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from releases import lines, number

HERE = Path(__file__).parent
_CALL = re.compile(r"""\.\w*Var(?:P)?\(\s*(?:&|new\w+\(|\w+\{&?)?[\w.\[\]()&{},]*?,\s*(?:"([\w.-]+)"|(\w+))\s*,""")
_PLAIN = re.compile(r"""\b(?:flag|pflag|fs|f)\.(?!New)[A-Z]\w*\(\s*"([\w.-]+)"\s*,""")
_SWITCH = re.compile(r"""\.Bool(?:Var)?P?\([^"\n]*?"([\w.-]+)"\s*,""")
_CONSTANT = re.compile(r'(\w+)\s*(?:string\s*)?=\s*"([\w.-]+)"')
_LIBRARIES = re.compile(
    r"-v|zap-.*|vmodule|log_.*|logtostderr|alsologtostderr.*|stderrthreshold|skip_.*|add_dir_header|one_output|legacy_.*"
)


def flags(source: str, newest: set[str]) -> set[str]:
    """The flags that a source defines, without dashes; those of the newest release also where they are only named."""
    constants = dict(_CONSTANT.findall(source))
    found = {text or constants.get(name, "") for text, name in _CALL.findall(source)}
    found |= set(_PLAIN.findall(source)) | {name for name in newest if f'"{name}"' in source}
    return found - {""}


def main(arguments: list[str]) -> int:
    """Write the file; the exit status."""
    if len(arguments) < 2 or "=" not in arguments[1]:
        print(__doc__, file=sys.stderr)
        return 2
    target = HERE / f"{arguments[0]}.txt"
    head, *rows = target.read_text(encoding="utf-8").splitlines()
    newest = re.findall(r"\d+(?:\.\d+)+", head)[-1]
    named = {row.split()[0] for row in rows if len(row.split()) == 1 or row.split()[2] == newest}
    switches = {name[:-1] for name in named if name.endswith("?")}
    named = {name.rstrip("?") for name in named}
    by_release: dict[str, set[str]] = {}
    for argument in arguments[1:]:
        release, _, path = argument.partition("=")
        libraries = {name for name in named if _LIBRARIES.fullmatch(name)}
        source = Path(path).read_text(encoding="utf-8")
        by_release.setdefault(release, libraries).update(flags(source, named))
        switches |= flags(source, set()) & set(_SWITCH.findall(source))
    recorded = {release: by_release[release] for release in sorted(by_release, key=number)} | {newest: named}
    marked = {
        release: {f"{name}?" if name in switches else name for name in names} for release, names in recorded.items()
    }
    program = f"{head[2:].partition(',')[0].partition(' in ')[0]} in"
    target.write_text("\n".join(lines(program, marked)) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
