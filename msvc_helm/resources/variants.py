"""The variants of a role: its base template once more for each, under a name and a label of its own."""

from __future__ import annotations

from msvc_helm.api.parallelism import contradictions
from msvc_helm.api.variants import FIELD, variants_of
from msvc_helm.errors import InputError, Problem
from msvc_helm.merge import Array, Object
from msvc_helm.resources.context import Context
from msvc_helm.resources.kinds import Child
from msvc_helm.resources.one_workload import needs_group, unlike
from msvc_helm.resources.sections import sections


def variants(context: Context, child: Child) -> Array | None:
    """The workloads of a role's variants; None where it has none."""
    section = context.role(child.section)
    if not variants_of(section):
        return None
    problems: list[Problem] = []
    made = [
        _variant(context, child.section, name, own, f"spec.{child.section}.{FIELD}[{index}]", problems)
        for index, (name, own) in enumerate(sections(section))
    ]
    if problems:
        raise InputError(problems)
    return made


def _variant(context: Context, role: str, name: str, section: Object, at: str, problems: list[Problem]) -> Object:
    """One variant, built as the role's own workload would be if the ModelService had this section.

    No autoscaler owns its number. What is replaced in the base config has been told of the role's own.
    """
    spec = {**context.service.spec, role: section, "decoupleScaling": False}
    service = context.service._replace(spec=spec)
    base, render = context.again(service, name)
    inner = context._replace(
        service=service,
        names=context.names.of_variant(role, name),
        base=base,
        warn=lambda _: None,
        autoscaling={},
        render=render,
    )
    row = context.kinds[inner.workload(role)]
    made: Object = row.build(inner, row)
    wrong = [Problem(message, f"{at}.{field}") for field, message in contradictions(section)]
    problems += wrong or [*needs_group(inner, role, at), *unlike(inner, role, {row.key: made}, at)]
    return made
