"""Rules on what is given to be expanded: no function looks for what breaks them, it is found on the way."""

from __future__ import annotations

from msvc_helm.check.finding import ERROR, WARNING, Rule

INPUT = Rule(
    "input",
    ERROR,
    """ModelServices and base configs that cannot be expanded.

    Why: What cannot be expanded cannot be checked. This rule has no off switch.

        decodeDeployment: |
          spec: {{ .Modelname }} # the variable is called .ModelName
    """,
)
EXPANSION = Rule(
    "expansion",
    WARNING,
    """Warnings of the expansion.

    Why: The expansion itself has something to say, as in `generate`.

        decodeServices: | # the key is called decodeService, and this one is ignored
          spec: {ports: [{port: 8000}]}
    """,
)
REFUSED = Rule(
    "refused",
    ERROR,
    """Objects that the API server would refuse for a reason that they show.

    Why: Helm stops half-way at such an object. This rule has no off switch.

        containers:
          - name: vLLM # a name has no capitals
    """,
)
UNKNOWN_RULE = Rule(
    "unknown-rule",
    WARNING,
    """Names in the annotation msvc-helm/ignore that no rule has.

    Why: A misspelt rule switches nothing off.

        metadata:
          annotations:
            msvc-helm/ignore: gpu-counts # the rule is called gpu-count
    """,
)
