"""The endpoint picker's flags and configuration against the pool and the pods."""

from __future__ import annotations

from collections.abc import Iterator

from msvc_helm.api.roles import PICKER
from msvc_helm.check.finding import ERROR, WARNING, Found, in_child, in_container, listed, rule
from msvc_helm.check.location import arg
from msvc_helm.check.pools import target_ports
from msvc_helm.check.programs import PICKER as PROGRAM
from msvc_helm.check.view import View
from msvc_helm.resources.kinds import GIE_GROUPS
from msvc_helm.untyped import below

TODAYS = "llm-d-router-endpoint-picker"  # the image whose flags are known
_METRICS = "-metric"


@rule("picker-pool", ERROR)
def pool_named(view: View) -> Iterator[Found]:
    """Endpoint pickers that watch no pool, or not the pool of the pods.

    Why: An endpoint picker of another pool does not see these pods.

        args:
          - --pool-name=qwen-pool # the pool is called {{ .InferencePoolName }}
    """
    pools = {str(below(pool, "metadata", "name")): pool for _, pool in view.pools()}
    for picker in view.pickers() if pools else ():
        flags = picker.program.flags
        pool = pools.get(flags.get("pool-name") or flags.get("poolName")) or next(iter(pools.values()))
        if "endpoint-selector" in flags:
            continue
        wanted = (
            ("pool-name", "poolName", below(pool, "metadata", "name")),
            ("pool-namespace", "poolNamespace", view.namespace),
            ("pool-group", "", str(pool.get("apiVersion")).partition("/")[0]),
        )
        for flag, older, right in wanted:
            name = flag if flag in flags else older
            found = flags.get(name)
            if name in flags and right and found != right and "$" not in found:
                message = (
                    f'the endpoint picker watches the {flag.replace("-", " ")} "{found}", and the pool has "{right}"'
                )
                yield Found(message, arg(picker, flags.position(name)))
        if "pool-name" not in flags and "poolName" not in flags and picker.image == TODAYS:
            yield Found(
                "the endpoint picker has neither --pool-name nor --endpoint-selector", in_container(picker, "args")
            )
        elif picker.image == TODAYS and pool.get("apiVersion") == f"{GIE_GROUPS['v1alpha2']}/v1alpha2":
            hint = "give it --endpoint-selector and --endpoint-target-ports, or expand with --gie v1"
            yield Found(
                "the current endpoint picker does not see pools of v1alpha2", in_container(picker, "args"), hint
            )


@rule("picker-pods", ERROR)
def pods_selected(view: View) -> Iterator[Found]:
    """Endpoint pickers that select pods by labels or ports other than those of the pool.

    Why: The endpoint picker must find the pods of the pool.

        args:
          - --endpoint-selector=app=vllm # no pod has this label
          - --endpoint-target-ports=8080 # and the pool names 8000
    """
    for picker in view.pickers():
        flags = picker.program.flags
        labels = _equalities(flags.get("endpoint-selector"))
        for pod in view.serving if labels else ():
            missing = [f"{k}={v}" for k, v in (labels or {}).items() if pod.labels.get(k) != v]
            if missing:
                message = (
                    f"the endpoint picker does not find the {pod.role} pods: they lack the label {listed(missing)}"
                )
                yield Found(message, arg(picker, flags.position("endpoint-selector")))
        ports = flags.get("endpoint-target-ports")
        pools = [target_ports(pool) for _, pool in view.pools()]
        wanted = next(filter(None, pools), [])
        if ports and wanted and "$" not in ports and ports.split(",") not in [list(map(str, each)) for each in pools]:
            message = f"the endpoint picker sends requests to port {ports}, and the pool names {listed(wanted)}"
            yield Found(message, arg(picker, flags.position("endpoint-target-ports")))


def _equalities(text: str) -> dict[str, str] | None:
    """A label selector of `key=value` pairs; None when it says anything else."""
    out: dict[str, str] = {}
    for part in text.split(","):
        key, equals, value = part.replace("==", "=").partition("=")
        if not equals or set(key + value) & set("!()$=") or len((key + value).split()) != 1:
            return None
        out[key.strip()] = value.strip()
    return out


@rule("picker-replicas", WARNING)
def replicated(view: View) -> Iterator[Found]:
    """Several endpoint pickers, each with its own view of the caches.

    Why: Each picker knows only the requests that it has seen.

        endpointPicker:
          replicas: 2 # without --ha-enable-leader-election
    """
    for pod in view.picker_pods():
        replicas = below(pod.workload, "spec", "replicas")
        if not isinstance(replicas, int) or replicas < 2:
            continue
        if any("ha-enable-leader-election" in picker.program.flags for picker in pod.running(PROGRAM)):
            continue
        message = f"{replicas} endpoint pickers at once, each of which sees only its own requests"
        hint = "run one, or give it --ha-enable-leader-election"
        own = bool(pod.section) and below(view.service.spec, PICKER, "replicas") is not None
        key, path = ("", "spec.endpointPicker.replicas") if own else (pod.key, "spec.replicas")
        yield Found(message, in_child(key, path, "replicas"), hint)


@rule("picker-flag", ERROR)
def flags_removed(view: View) -> Iterator[Found]:
    """Flags that the endpoint picker's version does not have.

    Why: A program with an unknown flag does not start.

        image: ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0
        args:
          - -poolName # --pool-name today
          - qwen3-inference-pool
    """
    for picker in view.pickers():
        if picker.image != TODAYS:
            continue
        for position, word in picker.program.words:
            flag = word.partition("=")[0]
            if not removed(flag):
                continue
            if flag != flag.lower():
                hint = f'it is called "--{_kebab(flag.lstrip("-"))}"'
                yield Found(f'{TODAYS} has no flag "{flag}"', arg(picker, position), hint)
            else:
                hint = "name the metrics in engineConfigs of its configuration"
                yield Found(f'{TODAYS} rejects the flag "{flag}"', arg(picker, position), hint)


def removed(flag: str) -> bool:
    """Whether a flag is one of an older picker's, which has other names for them."""
    return flag.startswith("-") and (flag != flag.lower() or (flag[:2] == "--" and flag.endswith(_METRICS)))


def _kebab(name: str) -> str:
    """`poolName` as `pool-name`."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
