"""Ten thousands of anything end soon: what took time with the square of their number would be killed here."""

from __future__ import annotations

from pathlib import Path

from .hostile import Run, measure

MANY = 20_000
MODEL = """\
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {name: m, namespace: team}
spec:
  baseConfigMapRef: {name: b}
  routing: {modelName: some/model, ports: [{name: http, port: 8000}]}
  modelArtifacts: {uri: "hf://some/model"}
  decode:
    replicas: 1
    containers:
    - name: vllm
      image: i:1
"""
BASE = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: b, namespace: team}
data:
  decodeDeployment: |
    spec:
      template:
        spec:
          containers:
          - name: vllm
"""
ACCOUNT = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: m-sa, namespace: team}\n"


def lines(form: str, indent: int) -> str:
    """So many lines, each with its number in it."""
    return "".join(f"{' ' * indent}{form.format(n)}\n" for n in range(MANY))


CASES = {
    "variables that refer to each other": (
        MODEL + "      env:\n" + "".join(f'      - {{name: E{n}, value: "$(E{n - 1})"}}\n' for n in range(MANY)),
        BASE,
    ),
    "flags in both layers": (
        f"{MODEL}      args:\n{lines('- --flag{}=1', 6)}",
        f"{BASE}            args:\n{lines('- --flag{}=2', 12)}",
    ),
    "keys of a base config": (MODEL, BASE + lines("k{}: x", 2)),
    "unknown fields of a template": (MODEL, BASE + lines("unknown{}: x", 12)),
    "unknown fields": (MODEL + lines("unknown{}: x", 6), BASE),
    "comments": (f"{MODEL}      args:\n{lines('- a{0}  # {0}', 6)}", BASE),
}


def test_ten_thousands_of_anything_end_soon(tmp_path: Path) -> None:
    runs: dict[str, Run] = {}
    for number, (name, (model, base)) in enumerate(CASES.items()):
        (tmp_path / f"m{number}.yaml").write_text(model)
        (tmp_path / f"b{number}.yaml").write_text(base)
        runs[name] = Run(("generate", "-m", f"m{number}.yaml", "-b", f"b{number}.yaml"))
    (tmp_path / "same.yaml").write_text(ACCOUNT * MANY + f"---\n{BASE}---\n{MODEL}")
    runs["objects of one name"] = Run((), str(tmp_path / "same.yaml"), post=True)
    runs["what must exist in a cluster"] = Run(("check", "-m", "m0.yaml", "-b", "b0.yaml"))
    labels = ",".join(f'"-{n}": x' for n in range(MANY))
    (tmp_path / "labels.yaml").write_text(
        f"{BASE}---\n{MODEL.replace('{name: m,', f'{{labels: {{{labels}}}, name: m,')}"
    )
    runs["labels that are none"] = Run((), str(tmp_path / "labels.yaml"), post=True)
    (tmp_path / "broken.yaml").write_text("---\na: [\n" * MANY)
    runs["broken documents"] = Run((), str(tmp_path / "broken.yaml"), post=True)
    filled = "".join(f"  k{n}: v\n" for n in range(400))
    (tmp_path / "long.yaml").write_text("".join(f"---\nkind: X\nspec{n}:\n{filled}" for n in range(3_000)))
    runs["a long stream"] = Run((), str(tmp_path / "long.yaml"), post=True)
    found = dict(zip(runs, measure(runs.values(), tmp_path), strict=True))
    assert {name: done for name, done in found.items() if done.code not in (0, 1) or done.memory > 400} == {}
    assert found["a long stream"].memory < 120, "what stays as it is is not held"
