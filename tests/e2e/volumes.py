"""The files that a pod's volumes hold: ConfigMaps, the account's token, the downward API, empty folders."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.e2e.containers import Program
from tests.e2e.kubectl import Kubectl

Object = dict[str, Any]


def made_volume(kubectl: Kubectl, volume: Object, pod: Object, folder: Path) -> Path:
    """The folder of a volume, with its files."""
    target = folder / "volumes" / str(volume["name"])
    target.mkdir(parents=True)
    sources: list[Object] = volume["projected"]["sources"] if "projected" in volume else [volume]
    for source in sources:
        for path, content in _files(kubectl, source, pod).items():
            (target / path).write_text(content)
    if "emptyDir" in volume:
        target.chmod(0o777)
    return target


def _files(kubectl: Kubectl, source: Object, pod: Object) -> dict[str, str]:
    """The files of a volume, or of one part of a projected volume."""
    match source:
        case {"emptyDir": _}:
            return {}
        case {"configMap": given}:
            found = kubectl.get("configmap", given["name"])
            assert found is not None, f"the pod waits for a ConfigMap {given['name']} that is not there"
            items = given.get("items") or [{"key": key, "path": key} for key in found["data"]]
            return {each["path"]: found["data"][each["key"]] for each in items}
        case {"serviceAccountToken": {"path": path}}:
            bound = ["--bound-object-kind=Pod", f"--bound-object-name={pod['metadata']['name']}"]
            token = kubectl.run("create", "token", pod["spec"]["serviceAccountName"], *bound).stdout.strip()
            return {path: token}
        case {"downwardAPI": {"items": items}}:
            return {each["path"]: at(pod, each["fieldRef"]["fieldPath"]) for each in items}
    raise AssertionError(f"not known here: {source}")


def at(pod: Object, path: str) -> str:
    """A field of the pod by the path that the downward API has for it."""
    if named := re.fullmatch(r"metadata\.(labels|annotations)\['(.+)'\]", path):
        return str(pod["metadata"].get(named[1], {}).get(named[2], ""))
    value: Any = pod
    for key in path.split("."):
        value = value[key]
    return str(value)


def translated(folder: Path, program: Program) -> Path:
    """A volume's folder, its files changed where the program takes them otherwise."""
    for key, change in program.keys.items():
        if (path := folder / key).exists():
            path.write_text(change(path.read_text()))
    return folder
