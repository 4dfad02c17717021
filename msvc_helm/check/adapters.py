"""Adapters: what clients ask for by name, what the servers are told of, and what the routes let through."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.finding import ERROR, WARNING, Found, in_child, in_service, rule
from msvc_helm.check.programs import SGLANG, TRTLLM
from msvc_helm.check.served import NAMED, NAMES, adapter_names, known, served_names, servers
from msvc_helm.check.view import View
from msvc_helm.typed import Any
from msvc_helm.untyped import below, maps

MODEL_HEADER = "x-gateway-model-name"  # what body-based routing puts the request's model into


@rule("adapter-not-served", ERROR)
def not_served(view: View) -> Iterator[Found]:
    """Adapters of `modelArtifacts.adapters` that are not passed to a server.

    Why: A server answers 404 to an adapter that --lora-modules (SGLang's --lora-paths) does not name.

        modelArtifacts:
          adapters:
            - {name: support, uri: hf://acme/support-lora} # while vLLM has no --lora-modules
    """
    adapters = view.service.spec["modelArtifacts"].get("adapters") or ()
    for pod, container in servers(view) if adapters else ():
        names, _ = served_names(container)
        if container.program.name == TRTLLM or not names or not all(map(known, names)):
            continue
        flag = NAMES.get(container.program.name, NAMED)[0]
        enable = "" if container.program.name == SGLANG else "--enable-lora and "
        hint = f"the base config's arguments need {enable}--{flag} with {{{{ .Adapters }}}}"
        for index, adapter in enumerate(adapters):
            if adapter["name"] not in names:
                message = f'the {pod.role} pods do not serve the adapter "{adapter["name"]}"'
                yield Found(message, in_service(f"spec.modelArtifacts.adapters[{index}].name"), hint)


@rule("adapter-not-routed", WARNING)
def not_routed(view: View) -> Iterator[Found]:
    """Models and adapters that are served, and that no route takes requests for, while routes take those of others.

    Why: The Gateway answers 404 to a request that no route takes.

        rules: # while the servers have --lora-modules support=…
          - matches: [{headers: [{name: X-Gateway-Model-Name, value: "{{ .ModelName }}"}]}]
    """
    rules = [(key, r, each) for key, route in view.of_kind("HTTPRoute") for r, each in _rules(route)]
    if not rules or any(True for _ in view.of_kind("InferenceModelRewrite")):
        return
    adapters = [adapter["name"] for adapter in view.service.spec["modelArtifacts"].get("adapters") or ()]
    served = [name for _, container in servers(view) for name in adapter_names(container) if name and known(name)]
    matches = [match for _, _, each in rules for match in maps(each.get("matches")) or [{}]]
    names = dict.fromkeys((view.model_name, *adapters, *served))
    lost = [name for name in names if not any(_takes(match, name) for match in matches)]
    for name in lost if len(lost) < len(names) else ():  # of all `route-model-header` tells
        key, r, _ = rules[0]
        what = "model" if name == view.model_name else "adapter"
        message = f'no route takes the requests for the {what} "{name}"'
        hint = "a match of the header X-Gateway-Model-Name with this name, as for the others, lets them through"
        yield Found(message, in_child(key, f"spec.rules[{r}].matches", "HTTPRoute", "matches"), hint)


def _rules(route: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((r, each) for r, each in enumerate(maps(below(route, "spec", "rules"))) if maps(each.get("backendRefs")))


def _takes(match: dict[str, Any], name: str) -> bool:
    """Whether a match lets requests for a name through, as far as that is seen."""
    for header in maps(match.get("headers")):
        exact = header.get("type", "Exact") == "Exact"
        if exact and str(header.get("name")).lower() == MODEL_HEADER and header.get("value") != name:
            return False
    return True
