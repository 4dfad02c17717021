"""The plugins of an endpoint picker's configuration: their types, and what refers to them."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.near import near
from msvc_helm.typed import Any
from msvc_helm.untyped import mapping, maps

VERSIONS = (
    "llm-d.ai/v1alpha1",
    "inference.networking.x-k8s.io/v1alpha1",
    "config.apix.gateway-api-inference-extension.sigs.k8s.io/v1alpha1",
)
KIND = "EndpointPickerConfig"
HANDLERS = ("disagg-profile-handler", "pd-profile-handler")
# The types of llm-d-router 0.10 and of the pickers before it. Others may be built in: only a slip is an error.
_TYPES = """
active-request-scorer always-disagg-multimodal-decider always-disagg-pd-decider approx-prefix-cache-producer by-label
by-label-selector concurrency-detector context-length-aware core-metrics-extractor data-parallel-profile-handler
decode-filter disagg-headers-handler disagg-profile-handler edf-ordering-policy encode-filter
endpoint-notification-source fcfs-ordering-policy global-strict-fairness-policy header-based-testing-filter
inflight-load-producer kv-cache-utilization-scorer label-selector-filter latency-predictor-producer latency-scorer
latency-slo-admitter load-aware-scorer lora-affinity-scorer max-score-picker metrics-data-source
model-server-protocol-metrics models-data-extractor models-data-source no-hit-lru-scorer openai-parser
passthrough-parser pd-profile-handler precise-prefix-cache-producer precise-prefix-cache-scorer
predicted-latency-producer predicted-latency-scorer prefill-filter prefill-header-handler prefix-based-pd-decider
prefix-cache-affinity-filter prefix-cache-scorer probabilistic-admitter queue-scorer random-picker
request-attribute-reporter round-robin-fairness-policy running-requests-size-scorer session-affinity-scorer
single-profile-handler slo-aware-routing slo-headroom-tier-filter static-usage-limit-policy token-load-scorer
token-producer tokenizer utilization-detector vllmgrpc-parser weighted-random-picker
"""
TYPES = frozenset(_TYPES.split())
_NAMED = ("PluginName", "ProducerName")  # how parameters end that name another plugin


def faults(config: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the picker cannot start with, and the text that is on the line in question."""
    if config.get("kind", KIND) != KIND or config.get("apiVersion", VERSIONS[0]) not in VERSIONS:
        yield f"it is a {config.get('kind')} of {config.get('apiVersion')}, and not one of {VERSIONS[0]}", "kind:"
    plugins = maps(config.get("plugins"))
    declared = {str(plugin.get("name") or plugin.get("type")) for plugin in plugins}
    for plugin in plugins:
        kind = str(plugin.get("type"))
        if right := near(kind, TYPES):
            yield f'there is no type of plugins "{kind}" (did you mean "{right}"?)', f"type: {kind}"
        yield from _parameters(mapping(plugin.get("parameters")), declared)
    for place in ("requestHandler", "dataLayer", "flowControl"):
        for name in _refs(config.get(place)):
            if name not in declared:
                yield f'{place} uses the plugin "{name}", which is not declared', f"pluginRef: {name}"
    yield from _profiles(config, plugins)


def _parameters(parameters: dict[str, Any], declared: set[str]) -> Iterator[tuple[str, str]]:
    for key, value in parameters.items():
        deciders = mapping(value) if key == "deciders" else {}
        for name in deciders.values():
            if isinstance(name, str) and name not in declared:
                yield f'the decider "{name}" is not declared', name
        if key.startswith("decider") and isinstance(value, str) and value not in declared:
            yield f'the decider "{value}" is not declared', f"{key}: {value}"
        elif isinstance(value, str) and key.endswith(_NAMED) and (right := near(value, declared)):
            yield f'{key} is "{value}", which is not declared (did you mean "{right}"?)', f"{key}: {value}"


def _refs(value: Any) -> Iterator[str]:
    """Every `pluginRef` below a value."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key == "pluginRef" and isinstance(inner, str):
            yield inner
        yield from _refs(inner)
    for inner in value if isinstance(value, list) else ():
        yield from _refs(inner)


def _profiles(config: dict[str, Any], plugins: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Profiles that the handler of two roles asks for by their usual names."""
    handler = next((plugin for plugin in plugins if plugin.get("type") in HANDLERS), None)
    if handler is None or any("rofile" in key for key in mapping(handler.get("parameters"))):
        return
    named = [str(profile.get("name")) for profile in maps(config.get("schedulingProfiles"))]
    for name in ("prefill", "decode"):
        if named and name not in named:
            yield f'{handler["type"]} asks for the profile "{name}", which is not there', "schedulingProfiles"


def plainly_right(text: str) -> bool:
    """Whether a glance shows that types are known, and that whatever is referred to is declared by its type."""
    lines = [line.strip().removeprefix("- ") for line in text.splitlines()]
    types = {line.partition("type:")[2].strip() for line in lines if line.startswith("type:")}
    refs = {line.partition("pluginRef:")[2].strip() for line in lines if line.startswith("pluginRef:")}
    usual = f"kind: {KIND}" in text and any(f"apiVersion: {version}" in text for version in VERSIONS)
    named = any(end in text for end in (*_NAMED, "deciders", *HANDLERS))
    return usual and refs <= types <= TYPES and not named
