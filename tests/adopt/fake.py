"""A cluster in memory for the tests of `adopt --apply`: kubectl and helm as far as adopt calls them.

Its objects are recorded ones. It writes down what changes something, and can be killed at each of those.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from msvc_helm.adopt.handmade import handmade
from msvc_helm.adopt.read import CHILDREN, MODELS, RIGHTS, Objects
from msvc_helm.programs import Finished
from tests.adopt.recorded import Object, seen

PLURALS = {
    "serviceaccounts": "ServiceAccount",
    "rolebindings": "RoleBinding",
    "configmaps": "ConfigMap",
    "services": "Service",
    "deployments": "Deployment",
    "inferencepools": "InferencePool",
    "inferencemodels": "InferenceModel",
    "httproutes": "HTTPRoute",
    "modelservices": "ModelService",
    "clusterroles": "ClusterRole",
    "clusterrolebindings": "ClusterRoleBinding",
}


class KilledError(Exception):
    """The run ends here, as by a signal."""


class Fake:
    """Both programs. `kill_at` is the number of the change before which the run is killed."""

    def __init__(self, items: list[Object], major: int = 4, kill_at: int = -1) -> None:
        self.items = items
        self.major = major
        self.kill_at = kill_at
        self.changes: list[str] = []
        self.releases: dict[tuple[str, str], str] = {}
        self.conflicts: dict[str, str] = {}  # by field manager of the asker: what the API server says
        self.after_install: Callable[[Fake], None] = lambda _: None
        self.orphans = True  # whether the controller manager answers
        self.hidden: set[str] = set()  # plurals that may not be listed in all namespaces
        models = (
            seen(items).models if any(each["kind"] == "ModelService" for each in items) else [handmade(Objects(items))]
        )
        self._manifests = {
            model.name: "---\n".join(yaml.safe_dump(child.wanted) for child in model.children if child.wanted)
            for model in models
        }

    # -- kubectl ---------------------------------------------------------------------------------------------------

    def kubectl(self, *words: str, stdin: str = "") -> Finished:
        verb = words[0]
        if verb == "api-resources":
            return _ok("\n".join([MODELS, *CHILDREN, *RIGHTS]))
        found = getattr(self, f"_{verb}")(words, _flag(words, "--namespace"), stdin)
        assert isinstance(found, Finished)
        return found

    def _get(self, words: tuple[str, ...], namespace: str, _stdin: str) -> Finished:
        if "/" in words[1]:
            obj = self.find(words[1], namespace)
            return _ok(json.dumps(obj) if obj else "")
        names = [kind.partition(".")[0] for kind in words[1].split(",")]
        kinds = {PLURALS.get(name, name) for name in names}
        if not namespace and self.hidden & set(names):
            empty = '{"kind": "List", "items": []}'
            return Finished(1, empty, f"{empty}\nError from server (Forbidden): {names[0]} is forbidden")
        named = _flag(words, "--field-selector").removeprefix("metadata.name=")
        out = [
            each
            for each in self.items
            if each["kind"] in kinds
            and namespace in ("", each["metadata"].get("namespace", ""))
            and named in ("", each["metadata"]["name"])
        ]
        return _ok(json.dumps({"kind": "List", "items": out}))

    def _apply(self, words: tuple[str, ...], namespace: str, stdin: str) -> Finished:
        manager = _flag(words, "--field-manager")
        if manager in self.conflicts and "--force-conflicts" not in words:
            return Finished(1, "", self.conflicts[manager])
        dry = "--dry-run=server" in words
        if not dry:
            self.conflicts.pop(manager, None)
        return self._applied(stdin, namespace, manager, dry=dry, operation="Apply")

    def _applied(self, text: str, namespace: str, manager: str, *, dry: bool, operation: str) -> Finished:
        out = []
        for wanted in yaml.safe_load_all(text):
            live = self.find(f"{wanted['kind']}/{wanted['metadata']['name']}", namespace)
            obj = (
                deepcopy(live)
                if live
                else {**wanted, "metadata": {**wanted["metadata"], "uid": f"new-{len(self.items)}"}}
            )
            obj["metadata"]["namespace"] = namespace
            if "replicas" in wanted.get("spec", {}):
                obj["spec"]["replicas"] = wanted["spec"]["replicas"]
            containers = wanted.get("spec", {}).get("template", {}).get("spec", {}).get("containers", [])
            for index, container in enumerate(containers):
                obj["spec"]["template"]["spec"]["containers"][index]["image"] = container["image"]
            for field in ("labels", "annotations"):
                if wanted["metadata"].get(field):
                    obj["metadata"].setdefault(field, {}).update(wanted["metadata"][field])
            out.append(obj)
        if not dry:
            for obj in out:
                self._store(obj, manager, operation)
        return _ok(json.dumps({"kind": "List", "items": out}))

    def _store(self, obj: Object, manager: str, operation: str) -> None:
        self.change(f"apply {obj['kind']}")
        entry = {"manager": manager, "operation": operation, "fieldsV1": {}}
        fields = obj["metadata"].setdefault("managedFields", [])
        if not any(each["manager"] == manager for each in fields):
            fields.insert(0, entry)
        self.replace(obj)

    def _patch(self, words: tuple[str, ...], namespace: str, _stdin: str) -> Finished:
        obj = self.find(words[1], namespace)
        assert obj is not None
        out = deepcopy(obj)
        for step in json.loads(_flag(words, "--patch")):
            *above, last = step["path"].strip("/").split("/")
            found: Any = out
            for part in above:
                found = found[int(part) if isinstance(found, list) else part]
            key = int(last) if isinstance(found, list) else last
            if step["op"] == "test" and found[key] != step["value"]:
                return Finished(1, "", "the server rejected our request: test failed")
            if step["op"] == "remove":
                del found[key]
        self.change(f"patch {obj['kind']}")
        self.replace(out)
        return _ok("patched")

    def _label(self, words: tuple[str, ...], namespace: str, _stdin: str) -> Finished:
        return self._mark("labels", words, namespace)

    def _annotate(self, words: tuple[str, ...], namespace: str, _stdin: str) -> Finished:
        return self._mark("annotations", words, namespace)

    def _mark(self, field: str, words: tuple[str, ...], namespace: str) -> Finished:
        obj = deepcopy(self.find(words[1], namespace))
        assert obj is not None
        marks = dict(word.split("=", 1) for word in words[2:] if "=" in word and not word.startswith("-"))
        obj["metadata"].setdefault(field, {}).update(marks)
        self.change(f"mark {obj['kind']}")
        self.replace(obj)
        return _ok("")

    def _delete(self, words: tuple[str, ...], namespace: str, _stdin: str) -> Finished:
        assert "--cascade=orphan" in words, "anything else deletes the children"
        obj = self.find(words[1], namespace)
        assert obj is not None
        self.change("delete ModelService")
        if self.orphans:
            self.items.remove(obj)
        return _ok("")

    # -- helm ------------------------------------------------------------------------------------------------------

    def helm(self, *words: str, post: bool = False) -> Finished:
        assert post is (words[0] == "upgrade")
        assert not {"--atomic", "--rollback-on-failure", "--wait", "uninstall", "rollback"} & set(words)
        namespace = _flag(words, "--namespace")
        if words[0] == "status":
            found = self.releases.get((namespace, words[1]))
            if not found:
                return Finished(1, "", "Error: release: not found")
            return _ok(json.dumps({"info": {"status": found}}))
        assert words[0] == "upgrade"
        release = next(word for word in words[1:] if not word.startswith("-"))
        text = self._rendered(Path(_flag(words, "--values")).read_text(encoding="utf-8"))
        if "--dry-run=server" in words:
            return _ok(json.dumps({"manifest": text}))
        self.releases[namespace, release] = "pending-install"
        if self.major > 3 and "helm" in self.conflicts and "--force-conflicts" not in words:
            self.releases[namespace, release] = "failed"
            return Finished(1, "", self.conflicts["helm"])
        self.conflicts.pop("helm", None)
        for obj in yaml.safe_load_all(text):
            obj["metadata"].setdefault("annotations", {})["meta.helm.sh/release-name"] = release
            obj["metadata"]["annotations"]["meta.helm.sh/release-namespace"] = namespace
            operation = "Apply" if self.major > 3 else "Update"
            self._applied(yaml.safe_dump(obj), namespace, "helm", dry=False, operation=operation)
        self.releases[namespace, release] = "deployed"
        self.after_install(self)
        return _ok("{}")

    def _rendered(self, values: str) -> str:
        """What the chart makes of values; which it is their name tells."""
        return self._manifests[yaml.safe_load(values)["fullnameOverride"]]

    # -- the cluster -----------------------------------------------------------------------------------------------

    def change(self, what: str) -> None:
        if len(self.changes) == self.kill_at:
            raise KilledError
        self.changes.append(what)

    def find(self, reference: str, namespace: str) -> Object | None:
        kind, _, name = reference.partition("/")
        kind = kind.partition(".")[0]
        kind = PLURALS.get(kind, kind)
        return next(
            (
                each
                for each in self.items
                if (each["kind"], each["metadata"]["name"], each["metadata"].get("namespace"))
                == (kind, name, namespace)
            ),
            None,
        )

    def replace(self, obj: Object) -> None:
        obj["metadata"]["resourceVersion"] = str(int(obj["metadata"].get("resourceVersion", "1")) + 1000)
        reference = f"{obj['kind']}/{obj['metadata']['name']}"
        before = self.find(reference, obj["metadata"]["namespace"])
        if before is None:
            self.items.append(obj)
        else:
            self.items[self.items.index(before)] = obj


def _ok(text: str) -> Finished:
    return Finished(0, text, text)


def _flag(words: tuple[str, ...], name: str) -> str:
    for index, word in enumerate(words):
        if word == name:
            return words[index + 1]
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return ""
