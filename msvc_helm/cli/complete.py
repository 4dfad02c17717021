"""What a shell offers at the Tab key, from a table of all commands: importing click and a command takes far longer.

The protocol is click's, whose scripts for bash and zsh ask; fish's is here, since click's cuts values at commas.
"""

from __future__ import annotations

import os
import sys

from msvc_helm.colour import CHOICES

FLAG, TEXT, FILE, DIRECTORY, PRESETS, RULE, OBJECTS = "flag", "text", "file", "dir", "presets", "rules", "objects"
COMMAND = "commands"
Accepted = str | tuple[str, ...]  # one of these, or the words to choose from
Offer = tuple[str, str]  # a word and its help
FISH = """\
function _msvc_helm_completion
    set -l offers (env _MSVC_HELM_COMPLETE=fish_complete COMP_WORDS=(commandline -cp | string collect) \\
        COMP_CWORD=(commandline -ct) msvc-helm)
    for offer in $offers
        set -l parts (string split -m 1 , -- $offer)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command msvc-helm --arguments "(_msvc_helm_completion)"
"""


def main(instruction: str) -> bool:
    """Answer a shell; False where click has to: other scripts, and the objects that a command line would make."""
    shell, _, what = instruction.partition("_")
    if instruction == "fish_source":
        sys.stdout.write(FISH)
        return True
    if what != "complete" or shell not in _PRINTED:
        return False
    words, begun = _asked(shell)
    found = answer(words, begun, joined=shell != "bash")
    if found is None:
        return False
    kind, offers = found
    sys.stdout.write("".join(_PRINTED[shell](kind, word, help_) for word, help_ in offers))
    return True


def _fish(kind: str, word: str, help_: str) -> str:
    return f"{kind},{word}\t{help_}\n" if help_ else f"{kind},{word}\n"


def _zsh(kind: str, word: str, help_: str) -> str:
    word = word.replace(":", "\\:") if help_ else word  # zsh splits a word from its help at a colon
    return f"{kind}\n{word}\n{help_ or '_'}\n"


_PRINTED = {"bash": lambda kind, word, _: f"{kind},{word}\n", "zsh": _zsh, "fish": _fish}


def _asked(shell: str) -> tuple[list[str], str]:
    """The words before the cursor without the program's name, and the one at it."""
    words = _split(os.environ.get("COMP_WORDS", ""))
    at = os.environ.get("COMP_CWORD", "")
    if shell == "fish":
        begun = "".join(_split(at)[:1])
        return (words[1:-1] if begun and words[-1:] == [begun] else words[1:]), begun
    number = int(at) if at.isdigit() else len(words)
    return words[1:number], words[number] if number < len(words) else ""


def _split(line: str) -> list[str]:
    """The words of a command line whose last quote may be open."""
    import shlex

    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    found: list[str] = []
    try:
        found.extend(lexer)
    except ValueError:
        found.append(lexer.token)
    return found


def answer(words: list[str], begun: str, *, joined: bool = True) -> tuple[str, list[Offer]] | None:
    """What goes on from `begun` after `words`: `plain` words, or `file` or `dir` for the shell to list.

    None where click has to say. `joined`: a value behind `=` comes with its option, as all shells but bash take it.
    """
    from msvc_helm.cli.words import COMMANDS, GROUP

    at = next((index for index, word in enumerate(words) if word in COMMANDS), None)
    if at is None and not all(word.startswith("-") or word in ("=", *CHOICES) for word in words):
        return "plain", []
    _, options, arguments = COMMANDS[words[at]] if at is not None else ("", GROUP, (COMMAND,))
    by_flag = {flag: accepted for flags, accepted, _, _ in options for flag in flags}
    rest = words[at + 1 :] if at is not None else words
    if begun.startswith("--") and "=" in begun:
        flag, _, value = begun.partition("=")
        return _values(by_flag.get(flag, TEXT), value, f"{flag}=" if joined else "")
    if begun == "=" or rest[-1:] == ["="]:  # bash takes the sign for a word
        flag = rest[-1] if begun == "=" and rest else "".join(rest[-2:-1])
        return _values(by_flag.get(flag, TEXT), "" if begun == "=" else begun)
    count, waiting = _read(rest, by_flag)
    if waiting:
        return _values(waiting, begun)
    argument = arguments[min(count, len(arguments) - 1)]
    if begun.startswith("-") or argument is None:
        return "plain", _going_on(begun, _flags(options, rest, long=not begun.startswith("-")))
    return _values(argument, begun)


def _read(words: list[str], by_flag: dict[str, Accepted]) -> tuple[int, Accepted]:
    """How many arguments there are, and what the option at the end is still to be given; empty for nothing."""
    count, waiting = 0, ""
    taken: Accepted = waiting
    for word in words:
        if taken:
            taken = "" if word != "=" else taken
        elif word.startswith("-"):
            taken = "" if "=" in word or by_flag.get(word, FLAG) == FLAG else by_flag[word]
        else:
            count += 1
    return count, taken


def _values(accepted: Accepted, begun: str, prefix: str = "") -> tuple[str, list[Offer]] | None:
    """What an option or argument takes."""
    from msvc_helm.cli.words import COMMANDS, RULES

    if accepted == OBJECTS:
        return None
    if accepted == COMMAND:
        return "plain", _going_on(begun, [(name, row[0]) for name, row in COMMANDS.items()])
    if accepted in (FILE, DIRECTORY):
        return str(accepted), [(begun, "")]
    if not isinstance(accepted, str):
        return "plain", _going_on(begun, [(word, "") for word in accepted], prefix)
    if accepted not in (PRESETS, RULE):
        return "plain", []
    above, comma, last = begun.rpartition(",")
    known = _presets() if accepted == PRESETS else RULES
    named = [(name, "") for name in known if name not in above.split(",")]
    return "plain", _going_on(last, named, prefix + above + comma)


def _presets() -> list[str]:
    """The presets there are, without reading what it takes to expand one."""
    from msvc_helm import bundled

    return sorted(name.removesuffix(".yaml") for name in os.listdir(bundled.chart("presets")) if name.endswith(".yaml"))


def _flags(
    options: tuple[tuple[tuple[str, ...], Accepted, bool, str], ...], given: list[str], *, long: bool = False
) -> list[Offer]:
    """The options that can still be given, short ones too unless only `long` ones are asked for."""
    used = {word.partition("=")[0] for word in given}
    open_ = [(flags, help_) for flags, _, many, help_ in options if many or not used.intersection(flags)]
    return [(flag, help_) for flags, help_ in open_ for flag in flags if not long or flag.startswith("--")]


def _going_on(begun: str, offers: list[Offer], prefix: str = "") -> list[Offer]:
    return [(prefix + word, help_) for word, help_ in offers if word.startswith(begun)]
