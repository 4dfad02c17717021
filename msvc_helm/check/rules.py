"""Every rule, in the order of the documentation: id, severity, who looks, and why it is there."""

from __future__ import annotations

from msvc_helm.check import accelerators as gpus
from msvc_helm.check import (
    arguments,
    extras,
    flag_names,
    models,
    needs,
    picker_config,
    pickers,
    pods,
    pools,
    ports,
    routes,
    sidecars,
)
from msvc_helm.check import disaggregation as kv
from msvc_helm.check import together as t
from msvc_helm.check.finding import ERROR, INFO, WARNING, Rule
from msvc_helm.conflicts import MADE_TWICE, MODEL_TWICE

INPUT, EXPANSION, REFUSED, UNKNOWN_RULE = "input", "expansion", "refused", "unknown-rule"
ALWAYS = (INPUT, REFUSED, MADE_TWICE)  # no annotation and no option changes what a cluster takes

TOPICS: dict[str, tuple[Rule, ...]] = {
    "Input": (
        Rule(INPUT, ERROR, None, "What cannot be expanded cannot be checked. This rule has no off switch."),
        Rule(EXPANSION, WARNING, None, "The expansion itself has something to say, as in `generate`."),
        Rule(REFUSED, ERROR, None, "Helm stops half-way at such an object. This rule has no off switch."),
        Rule(UNKNOWN_RULE, WARNING, None, "A misspelt rule switches nothing off."),
    ),
    "Pool": (
        Rule("pool-misses-pods", ERROR, pools.misses_pods, "Pods that the pool leaves out never get a request."),
        Rule("pool-selects-others", ERROR, pools.selects_others, "Requests for the model must not go to other pods."),
        Rule("pool-port-closed", ERROR, pools.port_closed, "A request to a port that nobody opens fails."),
        Rule("pool-port-past-sidecar", ERROR, pools.past_sidecar, "Only the routing sidecar calls the prefill pods."),
        Rule("picker-missing", ERROR, pools.picker_missing, "A pool without its endpoint picker serves nothing."),
        Rule("picker-port", ERROR, pools.picker_port, "The Gateway asks the endpoint picker on that port."),
        Rule("pool-missing", ERROR, pools.pool_missing, "A model or an objective without its pool has no effect."),
    ),
    "Endpoint picker": (
        Rule("picker-pool", ERROR, pickers.pool_named, "An endpoint picker of another pool knows none of these pods."),
        Rule("picker-pods", ERROR, pickers.pods_selected, "The endpoint picker must find the pods of the pool."),
        Rule("picker-config-missing", ERROR, picker_config.missing, "It does not start without its configuration."),
        Rule("picker-config-broken", ERROR, picker_config.broken, "It does not start with a plugin undeclared."),
        Rule(
            "picker-roles", WARNING, picker_config.roles_ignored, "Prefill pods that get no request waste their GPUs."
        ),
        Rule("picker-replicas", WARNING, pickers.replicated, "Each of several knows only the requests it has seen."),
        Rule("picker-flag", ERROR, pickers.flags_removed, "A program that meets an unknown flag does not start."),
    ),
    "Route": (
        Rule("route-backend-missing", ERROR, routes.backend_missing, "A route to nothing answers with an error."),
        Rule("route-backend-group", ERROR, routes.backend_group, "The two APIs of pools have different groups."),
        Rule("route-backend-port", ERROR, routes.backend_port, "A Service answers on its own ports only."),
        Rule("route-without-gateway", WARNING, routes.without_gateway, "A route without a Gateway serves nothing."),
        Rule("route-without-backend", WARNING, routes.without_backend, "A rule without a backend answers with errors."),
        Rule("route-past-picker", WARNING, routes.past_picker, "A Service knows nothing of caches and queues."),
        Rule("route-model-header", ERROR, routes.model_header, "The header holds the name that clients ask for."),
        Rule(MODEL_TWICE, ERROR, None, "Which of two answers for one model name is chance."),
        Rule(t.ROUTE_SHADOWED, WARNING, None, "Of two routes for the same requests the older one gets them all."),
        Rule(t.PODS_SHARED, ERROR, None, "A pool with the pods of two ModelServices answers for the wrong one."),
        Rule(
            MADE_TWICE,
            ERROR,
            None,
            "Of two objects of one name the last applied wins. This rule has no off switch.",
        ),
    ),
    "Ports": (
        Rule("service-empty", ERROR, ports.service_empty, "A Service without pods refuses every connection."),
        Rule("service-port-closed", ERROR, ports.service_port_closed, "A Service must lead to an open port."),
        Rule("service-port-in-sidecar", WARNING, ports.service_port_in_sidecar, "Kubernetes 1.32 finds no such port."),
        Rule("probe-port-closed", ERROR, ports.probe_port_closed, "A probe of a closed port never succeeds."),
        Rule("port-undeclared", WARNING, ports.undeclared, "A port's name must mean the port that is served."),
        Rule("port-taken", ERROR, ports.taken_twice, "The containers of a pod share its ports."),
    ),
    "Routing sidecar": (
        Rule("sidecar-flag", ERROR, sidecars.flag_unknown, "A program that meets an unknown flag does not start."),
        Rule("sidecar-target", ERROR, sidecars.target_closed, "The sidecar must forward to where vLLM listens."),
        Rule("sidecar-tls", WARNING, sidecars.serves_tls, "Gateways speak plain HTTP to pods unless told otherwise."),
    ),
    "Model": (
        Rule("served-model-name", ERROR, models.name_differs, "vLLM answers 404 to a name it does not know."),
        Rule("model-count", ERROR, models.model_count, "vLLM serves exactly one model."),
        Rule("model-not-first", ERROR, models.model_not_first, "vLLM 0.17 and later want the model before the flags."),
        Rule("model-differs", WARNING, models.model_differs, "What is loaded should be what the ModelService names."),
        Rule("model-volume-missing", ERROR, models.volume_missing, "A path that is not mounted does not exist."),
        Rule("model-cache-unused", WARNING, models.cache_unused, "A download beside its volume fills the node's disk."),
        Rule("model-token-missing", ERROR, models.token_missing, "A gated model is not given without a token."),
    ),
    "Prefill and decode": (
        Rule("kv-config-broken", ERROR, kv.config_broken, "vLLM does not start with settings it cannot read."),
        Rule("kv-connector-one-sided", ERROR, kv.one_sided, "Without a connector decode computes everything again."),
        Rule("kv-connectors-differ", ERROR, kv.connectors_differ, "Only equal connectors understand each other."),
        Rule("kv-sidecar", ERROR, kv.sidecar_differs, "The sidecar starts the transfers that vLLM carries out."),
        Rule("kv-role", ERROR, kv.role_reversed, "Prefill pods produce caches, decode pods consume them."),
        Rule("nixl-host", ERROR, kv.host_missing, "Other pods cannot reach localhost."),
        Rule("roles-differ", ERROR, kv.settings_differ, "Blocks of different shapes cannot be moved."),
        Rule("role-images-differ", WARNING, kv.images_differ, "The caches of two versions need not fit together."),
        Rule("decode-missing", WARNING, kv.decode_missing, "Prefill pods answer no client."),
    ),
    "GPUs": (
        Rule("gpu-count", ERROR, gpus.count_differs, "vLLM fails with too few GPUs, and leaves any others idle."),
        Rule("gpu-missing", WARNING, gpus.none_asked, "A pod that asks for no GPU may land where there is none."),
        Rule("parallelism-unused", WARNING, gpus.parallelism_unused, "vLLM knows only its flags."),
        Rule("shared-memory", WARNING, gpus.shared_memory, "Tensor parallelism talks through /dev/shm."),
    ),
    "Arguments": (
        Rule("flag-overridden", WARNING, arguments.overridden, "The base's arguments come last, and the last counts."),
        Rule("flag-twice", WARNING, arguments.twice, "Of a flag given twice one is without effect."),
        Rule("flag-unknown", ERROR, flag_names.unknown, "A program that meets an unknown flag does not start."),
        Rule("flag-and-value", ERROR, flag_names.in_one, "What is one argument is not taken apart at its spaces."),
        Rule("arguments-lost", WARNING, arguments.lost, "A shell hands arguments to its script, and to nothing else."),
        Rule("program-unknown", INFO, arguments.unknown, "What is not looked at is not right for that."),
    ),
    "Pods": (
        Rule(
            "killed-while-loading",
            WARNING,
            pods.killed_while_loading,
            "Loading takes minutes; a killed pod begins anew.",
        ),
        Rule("progress-deadline", WARNING, pods.deadline_short, "A rollout given up too early looks failed to Helm."),
        Rule("readiness-missing", INFO, pods.readiness_missing, "Requests should wait for the model."),
        Rule("config-map-key", ERROR, pods.key_missing, "A container does not start without the key it refers to."),
    ),
    "Further objects": (
        Rule("selects-nothing", WARNING, extras.selects_nothing, "A budget, monitor or policy for nothing is none."),
        Rule("scale-target", ERROR, extras.target_missing, "An autoscaler without its Deployment scales nothing."),
        Rule("scaled-twice", ERROR, extras.scaled_twice, "The number of pods has one owner."),
    ),
    "Needed in the cluster": (
        Rule("needs-secret", INFO, needs.secrets, "Pods wait for a Secret that is not there."),
        Rule("needs-pull-secret", INFO, needs.pull_secrets, "Private images need their pull secret."),
        Rule("needs-claim", INFO, needs.claims, "Pods wait for a claim that is not there."),
        Rule("needs-config-map", INFO, needs.config_maps, "Pods wait for a ConfigMap that is not there."),
        Rule("needs-gateway", INFO, needs.gateways, "A route serves once its Gateway exists."),
        Rule("needs-cluster-role", INFO, needs.cluster_role, "The endpoint picker watches its pods by this role."),
    ),
}
RULES: dict[str, Rule] = {rule.id: rule for rules in TOPICS.values() for rule in rules}
