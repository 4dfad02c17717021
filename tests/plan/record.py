"""Records what Kubernetes' own code does with random changes: `python -m tests.plan.record` (needs Go).

Not tried are fields that the program in `oracle/` cannot judge, since an allocator or an admission plugin has a say in
them (addresses of Services, privileged containers), and those that nobody writes in a manifest.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from msvc_helm.diff.kinds import known
from msvc_helm.types.structs import ListType, MapType, ScalarType, StructType, Type
from tests.diff.objects import DEPLOYMENT, REMOVED, SECRET, SERVICE, Step, edited
from tests.plan.objects import BINDING, BUDGET, CLAIM, CRON, DAEMONS, SCALER, SET, SETTINGS

HERE = Path(__file__).parent
CASES = HERE / "cases" / "changes.json"
OBJECTS: list[dict[str, Any]] = [
    DEPLOYMENT,
    DEPLOYMENT,
    SET,
    SET,
    DAEMONS,
    SERVICE,
    SECRET,
    CLAIM,
    BINDING,
    SCALER,
    SETTINGS,
    BUDGET,
    CRON,
]
SEED, WANTED = 20261130, 600
Edit = tuple[tuple[Step, ...], Any]

UNTRIED = frozenset(
    {
        *("apiVersion", "kind", "name", "namespace", "status", "creationTimestamp", "deletionTimestamp", "uid"),
        *("deletionGracePeriodSeconds", "finalizers", "generateName", "generation", "managedFields", "ownerReferences"),
        *("resourceVersion", "selfLink", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "loadBalancerClass"),
        *("privileged", "capabilities", "windowsOptions", "overhead", "ephemeralContainers", "schedulingGroup"),
        *("hostnameOverride", "volumeAttributesClassName", "dataSource", "dataSourceRef", "restartPolicyRules"),
        *("binaryData", "schedule", "timeZone", "podFailurePolicy", "successPolicy", "volumeDevices", "readinessGates"),
        *("podReplacementPolicy", "managedBy", "manualSelector", "unhealthyPodEvictionPolicy", "runtimeClassName"),
    }
)
TEXTS = """a b x Always IfNotPresent Recreate RollingUpdate OnDelete None ClusterIP LoadBalancer NodePort Parallel http
    TCP UDP ClusterFirst Default HTTP /x a/b:latest a/b NoSchedule Exists Retain Delete Never OnFailure v1 default Local
    Cluster ReadWriteOnce File apps/v1""".split()  # noqa: SIM905 - a row of words
SCALARS: dict[str, list[Any]] = {
    "string": [*TEXTS, ""],
    "boolean": [True, False],
    "int32": [0, 1, 2, 5, 30, 600],
    "int64": [0, 1, 2, 30, 3600],
    "quantity": ["1", "1000m", "2Gi", "2048Mi", "500m", "1e3", "0"],
    "int-or-string": [0, 1, "25%", "50%", 8080, "http"],
    "bytes": ["YQ=="],
}


def value(type_: Type, chance: random.Random, depth: int = 0) -> Any:
    """A value of a type, right or wrong in other ways."""
    if isinstance(type_, ScalarType):
        return chance.choice(SCALARS.get(type_.name, ["x"]))
    if isinstance(type_, ListType):
        return [value(type_.element, chance, depth + 1) for _ in range(chance.choice([0, 1, 1, 2]) if depth < 4 else 0)]
    if isinstance(type_, MapType):
        return {chance.choice("abc"): value(type_.element, chance, depth + 1) for _ in range(chance.choice([0, 1]))}
    fields = [f for f in type_.fields.values() if f.name not in UNTRIED or f.required]
    few = [f for f in fields if f.required or (depth < 3 and chance.random() < 0.15)]
    return {field.name: value(field.type, chance, depth + 1) for field in few}


def places(found: Any, type_: Type, path: tuple[Step, ...] = ()) -> list[tuple[tuple[Step, ...], Any, Type]]:
    """Every list, map and struct of an object."""
    if isinstance(type_, StructType) and isinstance(found, dict):
        below = [(key, item, type_.fields[key].type) for key, item in found.items() if key not in UNTRIED]
    elif isinstance(type_, ListType) and isinstance(found, list):
        below = [(index, item, type_.element) for index, item in enumerate(found)]
    else:
        return [(path, found, type_)] if isinstance(type_, MapType) else []
    return [(path, found, type_), *(each for key, item, kind in below for each in places(item, kind, (*path, key)))]


def edit(obj: dict[str, Any], chance: random.Random) -> Edit | None:
    """One change of an object, None where there is nothing to change."""
    schema = known(obj["apiVersion"], obj["kind"])
    assert schema
    path, found, type_ = chance.choice(places(obj, schema.struct))
    if isinstance(type_, ListType):
        items = deepcopy(found)
        how = chance.random()
        if how < 0.3:
            chance.shuffle(items)
        elif how < 0.6 and items:
            del items[chance.randrange(len(items))]
        else:
            items.insert(chance.randrange(len(items) + 1), value(type_.element, chance))
        return path, items
    if isinstance(type_, MapType):
        key = chance.choice([*found, "new"])
        return (*path, key), REMOVED if key in found and chance.random() < 0.5 else value(type_.element, chance)
    assert isinstance(type_, StructType)
    fields = [f for f in type_.fields.values() if f.name not in UNTRIED and (path or f.name != "metadata")]
    if not fields:
        return None
    field = chance.choice(fields)
    if field.name in found and chance.random() < 0.4:
        return (*path, field.name), REMOVED
    empty: Any = [] if isinstance(field.type, ListType) else None if isinstance(field.type, ScalarType) else {}
    return (*path, field.name), empty if chance.random() < 0.2 else value(field.type, chance)


def edits(obj: dict[str, Any], number: int, chance: random.Random) -> list[Edit]:
    """Some changes, one after the other."""
    out: list[Edit] = []
    for _ in range(number):
        one = edit(edited(obj, *out), chance)
        out += [one] if one else []
    return out


def as_json(found: list[Edit]) -> list[list[Any]]:
    """Edits as they are kept: a path, and a value unless it goes."""
    return [[list(path)] if item is REMOVED else [list(path), item] for path, item in found]


def main() -> int:
    """Write the cases."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "oracle"
        subprocess.run(["go", "build", "-o", program, "."], cwd=HERE / "oracle", check=True)
        tried = []
        for _ in range(WANTED * 2):
            index = chance.randrange(len(OBJECTS))
            before = edits(OBJECTS[index], chance.choice([0, 0, 1]), chance)
            old = edited(OBJECTS[index], *before)
            after = edits(old, chance.choice([1, 1, 2]), chance)
            asked = {"Old": old, "New": edited(old, *after), "Tool": chance.choice(["helm3", "helm4"])}
            tried.append((asked, index, before, after))
        lines = "".join(json.dumps(asked) + "\n" for asked, *_ in tried)
        find = ["go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes"]
        sources = subprocess.run(
            find, cwd=HERE / "oracle", check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()
        command = [str(program), sources]
        done = subprocess.run(
            command, input=lines, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
        )
    cases = []
    for (asked, index, before, after), line in zip(tried, done.stdout.splitlines(), strict=True):
        answer = json.loads(line)
        word = "refused" if answer.get("refused") else "changed" if answer["changed"] else "unchanged"
        if not answer.get("invalid"):
            cases.append(
                {
                    "object": index,
                    "tool": asked["Tool"],
                    "before": as_json(before),
                    "after": as_json(after),
                    "word": word,
                }
            )
    text = ",\n".join(json.dumps(case) for case in cases[:WANTED])
    CASES.write_text(f"[\n{text}\n]\n")
    print(f"{len(cases[:WANTED])} cases", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
