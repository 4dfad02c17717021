"""An endpoint picker that follows the caches of the servers by their events, against the servers' own settings."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.check.containers import Container
from msvc_helm.check.epp_config import configs, read
from msvc_helm.check.finding import ERROR, Found, Location, in_child, in_container, listed, rule
from msvc_helm.check.location import arg
from msvc_helm.check.pools import target_ports
from msvc_helm.check.programs import VLLM
from msvc_helm.check.served import models_of, served_names, servers
from msvc_helm.check.view import Pod, View
from msvc_helm.patterns import later
from msvc_helm.typed import Any
from msvc_helm.untyped import below, mapping, maps

CONFIG = "kv-events-config"
FOLLOWERS = ("precise-prefix-cache-scorer", "precise-prefix-cache-producer")
BLOCK = "block-size"
PORT = 5557  # at which a picker calls the servers where nothing says otherwise
_ENDPOINT = later(r"tcp://([^:]*|\[[^]]*\]):(\d+)")
_TOPIC = later(r"[^@]*@([^@]*?)(?::(\d+))?@(.+)")


class Follower:
    """A plugin that follows events: its place in the files, and its settings."""

    __slots__ = ("plugin", "settings", "spot")

    def __init__(self, spot: Location, plugin: dict[str, Any]) -> None:
        self.spot = spot
        self.plugin = plugin
        self.settings = mapping(plugin.get("parameters"))

    def at(self, needle: str) -> Location:
        """A line of the configuration, after the plugin's own."""
        return in_child(self.spot.key, self.spot.path, f"type: {self.plugin.get('type')}", needle)


def _followers(view: View) -> list[Follower]:
    found: list[Follower] = view.once("followers", lambda view: list(_each(view)))
    return found


def _each(view: View) -> Iterator[Follower]:
    for spot, text in configs(view):
        if any(kind in text for kind in FOLLOWERS):
            for plugin in maps(mapping(read(text)).get("plugins")):
                if plugin.get("type") in FOLLOWERS:
                    yield Follower(spot, plugin)


def _engines(view: View) -> Iterator[tuple[Pod, Container]]:
    return ((pod, container) for pod in view.roles for container in pod.running(VLLM))


def _events(container: Container) -> dict[str, Any] | None:
    """The settings of a server's events; None where they are not JSON, and empty where there are none."""
    text = container.program.flags.get(CONFIG)
    if not text:
        return {}
    import json  # costs milliseconds

    try:
        found = json.loads(text)
    except ValueError:
        return {} if text.lstrip()[:1] == "$" else None
    return found if isinstance(found, dict) else None


def _flag(container: Container, name: str) -> Location:
    position = container.program.flags.position(name)
    return arg(container, position) if position >= 0 else in_container(container, "args", "args:")


@rule("kv-events-broken", ERROR)
def broken(view: View) -> Iterator[Found]:
    """Settings of cache events that are not valid JSON.

    Why: vLLM does not start with settings it cannot read.

        args: ['--kv-events-config={enable_kv_cache_events:true}'] # JSON wants double quotes
    """
    for _, container in _engines(view):
        if CONFIG in container.program.flags and _events(container) is None:
            text = container.program.flags.get(CONFIG)
            yield Found(
                f'--{CONFIG} of container "{container.name}" is not a JSON map: {text}', _flag(container, CONFIG)
            )


@rule("kv-events-missing", ERROR)
def missing(view: View) -> Iterator[Found]:
    """Servers that publish no events of their caches, behind a picker that follows them.

    Why: The picker believes every cache to be empty.

        plugins: [{type: precise-prefix-cache-producer}] # and vLLM has no --kv-events-config
    """
    for pod, container in _engines(view) if _followers(view) else ():
        events = _events(container)
        if events is None or "config" in container.program.flags:
            continue
        if not events or not events.get("enable_kv_cache_events", False) or events.get("publisher", "zmq") != "zmq":
            message = f"the endpoint picker follows the events of caches, and the {pod.role} pods publish none"
            hint = f"""--{CONFIG}={{"enable_kv_cache_events":true,"publisher":"zmq",…}}"""
            yield Found(message, _flag(container, CONFIG), hint)


@rule("kv-events-port", ERROR)
def port(view: View) -> Iterator[Found]:
    """A port of cache events that is not the one at which the picker calls the servers.

    Why: The picker hears of no cache.

        podDiscoveryConfig: {socketPort: 5556} # while vLLM has "endpoint":"tcp://*:5557"
    """
    for follower in _followers(view):
        config = mapping(follower.settings.get("kvEventsConfig"))
        asked = below(config, "podDiscoveryConfig", "socketPort") or PORT
        if config.get("discoverPods") is False:
            told = _ENDPOINT.fullmatch(str(config.get("zmqEndpoint") or ""))
            asked = int(told[2]) if told else None
        for pod, container in _engines(view):
            endpoint = _ENDPOINT.fullmatch(str((_events(container) or {}).get("endpoint") or ""))
            if endpoint and isinstance(asked, int) and int(endpoint[2]) != asked:
                message = (
                    f"the endpoint picker listens for events at port {asked}, and the {pod.role} pods publish them"
                )
                yield Found(f"{message} at {endpoint[2]}", _flag(container, CONFIG))


@rule("kv-events-topic", ERROR)
def topic(view: View) -> Iterator[Found]:
    """Topics of cache events that the picker does not take, or that name another model or port than requests have.

    Why: The picker drops events of other topics, and finds no request for them.

        args: ['--kv-events-config={…,"topic":"kv@$(POD_IP):8000@acme/other"}'] # the model is served as acme/chat
    """
    for follower in _followers(view):
        wanted = str(mapping(follower.settings.get("kvEventsConfig")).get("topicFilter") or "kv@")
        for _, container in _engines(view):
            text = str((_events(container) or {}).get("topic") or "")
            for message in _of_topic(view, container, text, wanted) if text else ():
                yield Found(message, _flag(container, CONFIG))


def _of_topic(view: View, container: Container, text: str, wanted: str) -> Iterator[str]:
    if not text.startswith(wanted) and not text.startswith("$"):
        yield f'the endpoint picker takes events of topics that begin with "{wanted}", and vLLM publishes "{text}"'
        return
    found = _TOPIC.fullmatch(text)
    if found is None:
        return
    names = _names(view, container)
    if names and found[3] not in names and "$" not in found[3]:
        yield f'the topic of the events names the model "{found[3]}", and the model is {listed(sorted(names))}'
    ports = {port for _, pool in view.pools() for port in target_ports(pool)}
    if ports and found[2] and int(found[2]) not in ports:
        yield f"the topic of the events names port {found[2]}, and requests go to {listed(sorted(ports))}"


def _names(view: View, container: Container) -> set[str]:
    """What the model of a server may be called: as clients call it, and as it is loaded."""
    names = {*served_names(container)[0], *(word for _, word in models_of(container)), view.model_name}
    return {*names, view.source.path} if view.source.from_hugging_face else names


@rule("kv-block-size", ERROR)
def block_size(view: View) -> Iterator[Found]:
    """Blocks of the cache that the picker takes for larger or smaller than the servers'.

    Why: The hashes of blocks of different sizes are never the same.

        plugins:
          - type: precise-prefix-cache-producer
            parameters: {tokenProcessorConfig: {blockSize: 64}} # while vLLM has --block-size=16
    """
    for follower in _followers(view):
        size = below(follower.settings, "tokenProcessorConfig", "blockSize")
        size = (
            size if size is not None else below(follower.settings, "indexerConfig", "tokenProcessorConfig", "blockSize")
        )
        for pod, container in _engines(view):
            flags = container.program.flags
            theirs = flags.number(BLOCK, 16 if container.image == "vllm-openai" else None)
            if isinstance(size, int) and theirs and size != theirs:
                given = f"--{BLOCK}={theirs}" if BLOCK in flags else f"{theirs}, which is vLLM's own"
                message = f"the endpoint picker counts in blocks of {size} tokens, and the {pod.role} pods in {given}"
                yield Found(message, follower.at("blockSize"))


@rule("picker-tokenizer", ERROR)
def tokenizer(view: View) -> Iterator[Found]:
    """Tokenizers of another model, or of a missing Service, in the endpoint picker's configuration.

    Why: Other tokens give other blocks, so no prompt is found in a cache.

        plugins:
          - type: token-producer
            parameters: {modelName: acme/other} # the model is acme/chat
    """
    names = {name for _, container in servers(view) for name in _names(view, container)} or {view.model_name}
    for spot, text in configs(view) if not any("$" in name for name in names) else ():
        for name in _tokenizers(read(text)) if "odelName" in text else ():
            if name not in names:
                message = (
                    f'the endpoint picker reads prompts as "{name}" does, and the model is {listed(sorted(names))}'
                )
                yield Found(message, in_child(spot.key, spot.path, f"modelName: {name}"))


def _tokenizers(config: Any) -> Iterator[str]:
    """The models whose tokenizers a configuration names."""
    for plugin in maps(mapping(config).get("plugins")):
        settings = mapping(plugin.get("parameters"))
        named = [
            below(settings, "indexerConfig", "tokenizersPoolConfig", "modelName"),
            below(settings, "tokenizersPoolConfig", "modelName"),
            settings.get("modelName") if str(plugin.get("type")).startswith("token") else None,
        ]
        yield from (name for name in named if isinstance(name, str))
