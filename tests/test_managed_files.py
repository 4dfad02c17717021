"""Files that people keep: what a run may overwrite or remove, what it refuses, and that it is all or nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msvc_helm.errors import InputError
from msvc_helm.managed_files import RECORD, Earlier, digest, digests, plan, sealed_by, write_files
from msvc_helm.managed_files import change as changing

Files = dict[str, str]


def run(folder: Path, files: Files, command: str = "chart", **options: Any) -> list[str]:
    """One run that writes `files`; what it says."""
    return plan(str(folder), command, digests(files), **options).carry_out(files.items())


def tree(folder: Path) -> dict[str, bytes]:
    """All that is below a folder but the record: content by path, a link's target, nothing for an empty folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = os.readlink(path).encode()
        elif path.is_file() and path.name != RECORD:
            found[name] = path.read_bytes()
        elif path.is_dir() and not list(path.iterdir()):
            found[f"{name}/"] = b""
    return found


def put(folder: Path, files: Files) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def refused(folder: Path, files: Files, command: str = "chart", **options: Any) -> str:
    """What a run says that must change nothing."""
    before = tree(folder)
    with pytest.raises(InputError) as caught:
        run(folder, files, command, **options)
    assert tree(folder) == before
    return str(caught.value).replace(f"{folder}", ".")


def test_what_is_not_made_any_more_goes_and_is_named(tmp_path: Path) -> None:
    assert run(tmp_path / "o", {"a": "1", "b/c": "2"}) == [f"{tmp_path}/o: 2 files written, 0 unchanged, 0 removed"]
    assert run(tmp_path / "o", {"a": "1", "d": "3"}) == [
        f"removed {tmp_path}/o/b/c",
        f"{tmp_path}/o: 1 file written, 1 unchanged, 1 removed",
    ]
    assert tree(tmp_path / "o") == {"a": b"1", "d": b"3"}


def test_sha256sum_reads_the_record(tmp_path: Path) -> None:
    run(tmp_path, {"a": "1", "b/c": "2"})
    command = ["sha256sum", "--check", "--strict", RECORD]
    assert subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=True, text=True).stdout.count("OK") == 2


NOT_EMPTY = ".: is not empty, and `msvc-helm chart` did not write it; name another directory; if it is the right one, "
FOREIGN = "already exists, and msvc-helm did not write it: move it, or name another directory"
EDITED = "was changed since msvc-helm wrote it: change what it is made from, or overwrite it with --force"


@pytest.mark.parametrize(
    ("first", "then", "said", "forced"),
    [
        ({}, {"x": "theirs"}, NOT_EMPTY, ""),
        ({}, {"a": "theirs"}, NOT_EMPTY, f"./a: {FOREIGN}"),
        ({"a": "0"}, {"x": "theirs"}, "", ""),
        ({"b": "0"}, {"a": "theirs"}, f"./a: {FOREIGN}", f"./a: {FOREIGN}"),
        ({"a": "0"}, {"a": "edited"}, f"./a: {EDITED}", ""),
        ({"b": "0"}, {"b": "edited"}, "", ""),
        ({"a": "0"}, {"a/x": "theirs"}, f"./a: {FOREIGN}", f"./a: {FOREIGN}"),
        ({"a": "0"}, {"c": "theirs"}, "./c: is in the way: a folder is needed here", "./c: is in the way"),
        ({"a": "0"}, {f"c/{RECORD}": ""}, "./c: is the output of another run of msvc-helm", "./c: is the output of"),
    ],
    ids=str,
)
def test_files_of_others_and_files_that_were_edited(
    tmp_path: Path, first: Files, then: Files, said: str, forced: str
) -> None:
    """`first` is written by a run, `then` by people; then comes a run that writes a and c/d."""
    out = tmp_path / "o"
    run(out, first) if first else out.mkdir()
    for name in then:
        if "/" in name:
            (out / name.split("/")[0]).unlink(missing_ok=True)
    put(out, then)
    now = {"a": "1", "c/d": "2"}
    for message, force in ((said, False), (forced, True)):
        copy = tmp_path / f"copy-{force}"
        shutil.copytree(out, copy)
        if message:
            assert refused(copy, now, force=force).startswith(message)
            continue
        run(copy, now, force=force)
        after = tree(copy)
        assert after["a"] == b"1"
        assert {name: text for name, text in after.items() if name in then and name != "a"} == {
            name: text.encode() for name, text in then.items() if name != "a"
        }


def test_what_is_gone_but_was_edited_is_kept_and_said_each_time(tmp_path: Path) -> None:
    run(tmp_path, {"a": "1", "b": "2"})
    put(tmp_path, {"b": "edited"})
    for _ in range(2):
        wanted = plan(str(tmp_path), "chart", digests({"a": "1"}))
        assert [str(each) for each in wanted.warnings] == [
            f"{tmp_path}/b: is no longer generated, but was edited: delete it if you do not need it"
        ]
        wanted.carry_out({"a": "1"}.items())
    (tmp_path / "b").unlink()
    assert not plan(str(tmp_path), "chart", digests({"a": "1"})).warnings
    run(tmp_path, {"a": "1"})
    assert "b\n" not in (tmp_path / RECORD).read_text()


def test_a_file_with_our_content_that_no_run_wrote_is_not_removed_later(tmp_path: Path) -> None:
    run(tmp_path, {"a": "1"})
    put(tmp_path, {"b": "2"})
    run(tmp_path, {"a": "1", "b": "2"})
    run(tmp_path, {"a": "1"})
    assert tree(tmp_path) == {"a": b"1", "b": b"2"}


def test_a_lost_record_is_made_again_where_it_is_meant(tmp_path: Path) -> None:
    run(tmp_path, {"a": "1"})
    record = (tmp_path / RECORD).read_text()
    (tmp_path / RECORD).unlink()
    refused(tmp_path, {"a": "1"})
    run(tmp_path, {"a": "1"}, force=True)
    assert (tmp_path / RECORD).read_text() == record


def test_git_and_a_run_that_was_killed_leave_a_directory_empty(tmp_path: Path) -> None:
    put(tmp_path, {".git/config": "", ".msvc-helm-x/0": ""})
    run(tmp_path, {"a": "1"})


@pytest.mark.parametrize("force", [False, True])
def test_the_output_of_another_command(tmp_path: Path, force: bool) -> None:
    run(tmp_path, {"a": "1"}, "convert")
    assert "is the output of `msvc-helm convert`; name another" in refused(tmp_path, {"b": "1"}, force=force)
    run(tmp_path / "inner", {"a": "1"})  # an output in an output
    run(tmp_path, {"inner2/a": "1"}, "convert")
    assert tree(tmp_path) == {"inner/a": b"1", "inner2/a": b"1"}


def test_a_directory_that_became_the_output_of_another_command_is_not_entered(tmp_path: Path) -> None:
    run(tmp_path, {"a": "1", "sub/b": "2"})
    put(tmp_path, {f"sub/{RECORD}": "# Written by msvc-helm flux: …\n"})
    run(tmp_path, {"a": "1"})
    assert tree(tmp_path) == {"a": b"1", "sub/b": b"2"}


def test_what_is_not_a_directory(tmp_path: Path) -> None:
    put(tmp_path, {"f": ""})
    with pytest.raises(InputError, match="is not a directory"):
        run(tmp_path / "f", {"a": "1"}, force=True)


HEAD = b"# Written by msvc-helm chart: x\n"
ZERO = b"0" * 64


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (b"", ':1: expected "# Written by msvc-helm COMMAND: '),
        (b"# something else\n", ':1: expected "# Written by msvc-helm COMMAND: '),
        (b"\xff", "is not UTF-8"),
        (HEAD + ZERO, "ends within a line"),
        (HEAD + b"<<<<<<< HEAD\n", ":2: expected a SHA-256 digest, two blanks and a path, found"),
        (HEAD + ZERO + b" a\n", ":2: expected a SHA-256 digest"),
        (HEAD + ZERO + b"  a\r\n", "is not a plain path"),
        (HEAD + ZERO + b"  ../x\n", ':2: "../x" leads out of the directory'),
        (HEAD + ZERO + b"  a/../../x\n", "leads out of the directory"),
        (HEAD + ZERO + b"  /x\n", "leads out of the directory"),
        (HEAD + ZERO + b"  a//b\n", "is not a plain path"),
        (HEAD + ZERO + b"  ./b\n", "is not a plain path"),
        (HEAD + ZERO + b"  a/\n", "is not a plain path"),
        (HEAD + ZERO + b"  a\\b\n", "is not a plain path"),
        (HEAD + ZERO + b"  a\0b\n", "is not a plain path"),
        (HEAD + ZERO + b"  " + RECORD.encode() + b"\n", "is a record itself"),
        (HEAD + ZERO + b"  .git/config\n", "is git's own"),
        (HEAD + ZERO + b"  a\n" + ZERO + b"  a\n", ':3: "a" is named twice'),
        (HEAD + sha256(b"theirs").hexdigest().encode() + b"  link/x\n", "link: is a symbolic link"),
        (None, "cannot be read: it is not a regular file"),
    ],
)
def test_a_record_that_cannot_be_believed_is_an_error_and_leads_nowhere(
    tmp_path: Path, record: bytes | None, said: str
) -> None:
    put(tmp_path, {"x": "theirs", "other/x": "theirs", "o/a": "theirs"})
    (tmp_path / "o" / "link").symlink_to("../other")
    path = tmp_path / "o" / RECORD
    path.symlink_to("../x") if record is None else path.write_bytes(record)
    for force in (False, True):
        before = tree(tmp_path)
        with pytest.raises(InputError) as caught:
            run(tmp_path / "o", {"a": "1"}, force=force)
        assert said in str(caught.value)
        assert tree(tmp_path) == before


@pytest.mark.parametrize("kind", ["pipe", "folder", "huge"])
def test_a_record_that_is_no_file_or_too_large_is_an_error_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / RECORD
    if kind == "huge":
        path.touch()
        os.truncate(path, 64 * 1024 * 1024 + 1)
    else:
        os.mkfifo(path) if kind == "pipe" else path.mkdir()
    said = {"huge": "is larger than 67,108,864 bytes"}.get(kind, "cannot be read: it is not a regular file")
    assert said in refused(tmp_path, {"a": "1"}, force=True)


def test_links_are_neither_followed_nor_replaced(tmp_path: Path) -> None:
    out, other = tmp_path / "o", tmp_path / "other"
    run(out, {"a": "1", "d/b": "2"})
    put(other, {"a": "theirs", "b": "2"})
    (out / "a").unlink()
    (out / "a").symlink_to("../other/a")
    for force in (False, True):
        assert f"./a: {FOREIGN}" in refused(out, {"a": "2"}, force=force)
    run(out, {"d/b": "2"})
    assert (out / "a").is_symlink()
    shutil.rmtree(out / "d")
    (out / "d").symlink_to("../other")
    assert "./d: is a symbolic link" in refused(out, {}, force=True)
    assert tree(other) == {"a": b"theirs", "b": b"2"}


def test_pipes_and_files_of_others_are_not_read(tmp_path: Path) -> None:
    run(tmp_path, {"a": "1"})
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").unlink()
    os.mkfifo(tmp_path / "a")
    assert FOREIGN in refused(tmp_path, {"a": "1"}, force=True)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", RECORD, "a\nb", ""])
def test_no_run_leads_out_of_its_directory(tmp_path: Path, path: str) -> None:
    assert "the path" in refused(tmp_path / "o", {path: "1"})


OLD = "# Written by msvc-helm chart from b.yaml, sha256:{}\n{}"
ZEROS = "0" * 16


def old(text: str) -> str:
    """A file as versions wrote it that kept no record."""
    return OLD.format(digest(OLD.format(ZEROS, text))[:16], text)


def test_outputs_of_earlier_versions_are_taken_over(tmp_path: Path) -> None:
    earlier = Earlier(("*", "t/*"), sealed_by("chart"))
    edited = old("3") + "edited"
    put(tmp_path / "o", {"a": old("1"), "t/gone": old("2"), "t/edited": edited, "t/mine": "mine", "u/x": old("4")})
    put(tmp_path / "o", {f"charts/{RECORD}": "", "charts/x": old("5"), "b": old("6") + "edited"})
    assert f"./b: {EDITED}" in refused(tmp_path / "o", {"a": "new", "b": "new"}, earlier=earlier)
    assert run(tmp_path / "o", {"a": "new"}, earlier=earlier)[0] == f"removed {tmp_path}/o/t/gone"
    rest = {"t/edited": edited, "t/mine": "mine", "u/x": old("4"), "charts/x": old("5"), "b": old("6") + "edited"}
    assert tree(tmp_path / "o") == {name: text.encode() for name, text in {"a": "new", **rest}.items()}
    for command, files in (("flux", {"a": old("1")}), ("chart", {"t/u/a": old("1")}), ("chart", {"a": "x"})):
        shutil.rmtree(tmp_path / "o")
        put(tmp_path / "o", files)
        assert "is not empty" in refused(
            tmp_path / "o", {"b": "1"}, command, earlier=Earlier(("*",), sealed_by(command))
        )


NAMES = ("a", "b", "d/a", "d/e/b")
TEXTS = st.text("xy", min_size=1, max_size=2)


@given(
    st.lists(
        st.tuples(st.just("people"), st.sampled_from(NAMES), TEXTS)
        | st.tuples(st.just("run"), st.dictionaries(st.sampled_from(NAMES), TEXTS), st.booleans()),
        max_size=8,
    )
)
@settings(deadline=None, max_examples=150)
def test_no_byte_that_people_wrote_is_lost(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("o")
    theirs: Files = {}
    wanted: set[tuple[str, str]] = set()
    for kind, what, how in steps:
        if kind == "run":
            wanted |= set(what.items())
            with suppress(InputError):
                run(folder, what, "convert", prune=how)
        elif not (folder / what).is_dir() and all(
            parent.is_dir() for parent in (folder / what).parents if parent.exists()
        ):
            put(folder, {what: how})
            theirs[what] = how
        there = tree(folder)
        lost = {name: text for name, text in theirs.items() if there.get(name) != text.encode()}
        assert set(lost.items()) <= wanted, "nobody but the person who wrote it has this text"


def test_any_step_that_fails_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that changes a disk fails once, from the first to the last."""
    for number in range(1000):
        folder = tmp_path / str(number)
        run(folder, {"a": "1", "b/c": "2", "b/d/e": "3", "f": "4"})
        (folder / "a").chmod(0o600)
        before, modes = tree(folder) | {RECORD: (folder / RECORD).read_bytes()}, mode_of(folder)
        failing = Failing(number)
        with monkeypatch.context() as patched:
            for name in ("replace", "link", "mkdir", "rmdir", "chmod"):
                patched.setattr(os, name, failing.of(getattr(os, name)))
            patched.setattr(changing, "open", failing.of(open), raising=False)
            try:
                run(folder, {"a": "new", "g/h/i": "5", "f": "6"})
            except InputError as error:
                assert "cannot be written: No space left on device" in str(error)  # noqa: PT017
            else:
                assert (folder / "g/h/i").exists()
        if not failing.failed:
            break
        if (folder / "g/h/i").exists():
            assert not [name for name in tree(folder) if name.startswith(changing.STAGING) and not name.endswith("/")]
        else:
            assert tree(folder) | {RECORD: (folder / RECORD).read_bytes()} == before
            assert mode_of(folder) == modes
    assert number > 10
    assert mode_of(folder)["a"] == 0o600


class Failing:
    """Functions of which the n-th call, of whichever, fails."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.failed = False

    def of(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left == -1:
                self.failed = True
                raise OSError(28, os.strerror(28))
            return function(*args, **kwargs)

        return call


def mode_of(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mode & 0o777 for path in folder.rglob("*")}


def test_what_cannot_be_put_back_is_kept_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, {"a": "1", "b": "2"})
    real, calls = os.replace, iter(range(100))

    def replace(source: str, target: str) -> None:
        if next(calls) >= 1:
            raise OSError(5, os.strerror(5), source, None, target)
        real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", replace)
        with pytest.raises(InputError) as caught:
            run(tmp_path, {"a": "new", "b": "new"})
    (staging,) = tmp_path.glob(f"{changing.STAGING}*")
    assert f"{tmp_path}/a could not be put back: what was there is in {staging}" in str(caught.value)
    assert b"1" in [path.read_bytes() for path in staging.iterdir()]


def test_a_new_directory_is_gone_again_after_a_failure(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[str, str]]:
        yield "a", "1"
        raise OSError(28, os.strerror(28))

    with pytest.raises(InputError, match="No space left on device"):
        write_files(str(tmp_path / "x" / "y"), files())
    assert tree(tmp_path) == {}


def test_the_staging_folder_is_one_that_others_pass_over(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)

    def files() -> Iterator[tuple[str, str]]:
        yield "a.yaml", "1"
        (staging,) = [path for path in tmp_path.iterdir() if path.name != ".git"]
        assert staging.name.startswith(".")
        assert not [path for path in staging.iterdir() if path.suffix in (".yaml", ".yml", ".json")]
        status = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
        assert subprocess.run(status, capture_output=True, check=True).stdout == b""
        yield "b.json", "2"

    write_files(str(tmp_path), files())
    assert {path.name for path in tmp_path.iterdir()} == {".git", "a.yaml", "b.json"}
