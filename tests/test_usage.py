"""A wrong command line is one sentence in the form of all other errors, with the nearest word or where to read on."""

from __future__ import annotations

import platform
import tomllib

import pytest
import yaml

from msvc_helm.cli.group import COMMANDS

from .conftest import REPO, run_process, run_program

MODEL = ("-m", "samples/sim/modelservice.yaml", "--preset", "sim")
WRONG: dict[tuple[str, ...], str] = {
    ("generat",): 'unknown command "generat"; did you mean "generate"?',
    ("gen",): 'unknown command "gen"; did you mean "generate"?',
    ("GEN",): 'unknown command "GEN"; did you mean "generate"?',
    ("ch",): 'unknown command "ch"; did you mean one of chart, chart-dir, check?',
    ("nonsense",): 'unknown command "nonsense"; see msvc-helm --help',
    ("--foo",): 'unknown option "--foo"; see msvc-helm --help',
    ("generate", "--modelservic", "x"): 'unknown option "--modelservic"; did you mean "--modelservice"?',
    ("chart", "--chekc", "x"): 'unknown option "--chekc"; did you mean "--check"?',
    ("check", "-y"): 'unknown option "-y"; see msvc-helm check --help',
    ("generate", "-m"): "option -m needs a value",
    ("generate", *MODEL, "--strict=1"): "option --strict takes no value",
    ("generate", *MODEL, "extra"): "got unexpected extra argument (extra); see msvc-helm generate --help",
    ("generate", *MODEL, "-o", "ymal"): (
        '--output: expected yaml, children, json, names, found "ymal"; did you mean "yaml"?'
    ),
    ("generate", *MODEL, "--gie", "v9"): '--gie: expected auto, v1, v1alpha2, found "v9"',
    ("generate", *MODEL, "-j", "0"): '--jobs: expected a whole number, 1 or more, found "0"',
    ("generate", *MODEL, "-j", "-5"): '--jobs: expected a whole number, 1 or more, found "-5"',
    ("generate", *MODEL, "-j", "two"): '--jobs: expected a whole number, 1 or more, found "two"',
    ("generate", *MODEL, "-j", "²"): '--jobs: expected a whole number, 1 or more, found "²"',
    ("flux", "x", "--retries", "-1"): '--retries: expected a whole number, 0 to 1,000, found "-1"',
    ("schema", "--kind", "valuse"): '--kind: expected values, modelservice, found "valuse"; did you mean "values"?',
    ("schema", "--kind", "modelservice", "--format", "markdown"): (
        "--format markdown describes the chart's values: leave out --kind modelservice"
    ),
}
WRONG_POST: dict[tuple[str, ...], str] = {
    ("--foo",): 'unknown option "--foo"; see msvc-post --help',
    ("--strct",): 'unknown option "--strct"; did you mean "--strict"?',
    ("extra",): "got unexpected extra argument (extra); see msvc-post --help",
    ("--strict=1",): "option --strict takes no value",
    ("--inference-objective=no",): "option --inference-objective takes no value",
    ("-b",): "option -b needs a value",
    ("--gie", "v1alpha3"): '--gie: expected auto, v1, v1alpha2, found "v1alpha3"; did you mean "v1alpha2"?',
}
CASES = [("msvc_helm", *case) for case in WRONG.items()] + [("msvc_helm.post", *case) for case in WRONG_POST.items()]


@pytest.mark.parametrize(("module", "words", "message"), CASES, ids=lambda value: str(value)[:60])
def test_a_wrong_command_line_is_one_sentence(module: str, words: tuple[str, ...], message: str) -> None:
    done = run_program(*words, module=module)
    assert (done.code, done.stdout, done.stderr) == (2, "", f"error: {message}\n")


def test_a_number_of_jobs_of_many_digits_is_no_bug() -> None:
    done = run_program("generate", *MODEL, "-j", "9" * 5_000)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.startswith('error: --jobs: expected a whole number, 1 or more, found "999')
    assert len(done.stderr) < 3_000


@pytest.mark.parametrize(
    ("words", "module", "stdin"),
    [
        (("generate", *MODEL), "msvc_helm", ""),
        (("generate", "-m", "-", "--preset", "sim"), "msvc_helm", "kind: ModelService\n"),
        (("check", *MODEL, "-o", "json"), "msvc_helm", ""),
        (("nonsense",), "msvc_helm", ""),
        ((), "msvc_helm.post", "a: 1\n"),
        ((), "msvc_helm.post", "a: [\n"),
    ],
)
def test_the_tests_run_commands_as_a_process_would(words: tuple[str, ...], module: str, stdin: str) -> None:
    assert run_program(*words, module=module, stdin=stdin) == run_process(*words, module=module, stdin=stdin)


def test_the_version_says_what_answers_depend_on() -> None:
    done = run_program("--version")
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sources = (REPO / "scripts/typedata/sources.py").read_text(encoding="utf-8")
    kubernetes = sources.partition("k8s.io/kubernetes@v")[2].partition('"')[0]
    assert (done.code, done.stdout.splitlines()) == (
        0,
        [
            f"msvc-helm {project['version']}",
            f"Python {platform.python_version()}",
            f"Kubernetes {kubernetes} (types of its objects)",
            "Gateway API v1, its Inference Extension v1, v1alpha2",
        ],
    )


def test_the_hooks_run_commands_that_there_are() -> None:
    hooks = yaml.safe_load((REPO / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    for hook in hooks:
        program, command = hook["entry"].split()
        assert (program, command in COMMANDS) == ("msvc-helm", True)
        assert hook["id"] == f"msvc-helm-{command}"
