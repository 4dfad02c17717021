"""Every rule, by topic, in the order in which they are documented and tried; its text is where it is defined."""

from __future__ import annotations

from msvc_helm.check import (
    accelerators,
    disaggregation,
    epp,
    epp_config,
    extra_objects,
    flag_names,
    inputs,
    models,
    pods,
    pools,
    ports,
    prerequisites,
    repeated_flags,
    routes,
    sidecars,
    together,
)
from msvc_helm.check.finding import Rule

TOPICS: dict[str, tuple[Rule, ...]] = {
    "Input": (
        inputs.INPUT,
        inputs.EXPANSION,
        inputs.REFUSED,
        inputs.UNKNOWN_RULE,
    ),
    "Pool": (
        pools.misses_pods,
        pools.selects_others,
        pools.port_closed,
        pools.past_sidecar,
        pools.picker_missing,
        pools.picker_port,
        pools.pool_missing,
    ),
    "Endpoint picker": (
        epp.pool_named,
        epp.pods_selected,
        epp_config.missing,
        epp_config.broken,
        epp_config.roles_ignored,
        epp.replicated,
        epp.flags_removed,
    ),
    "Route": (
        routes.backend_missing,
        routes.backend_group,
        routes.backend_port,
        routes.without_gateway,
        routes.without_backend,
        routes.past_picker,
        routes.model_header,
        together.MODEL_NAME_TWICE,
        together.ROUTE_SHADOWED,
        together.PODS_SHARED,
        together.OBJECT_MADE_TWICE,
    ),
    "Ports": (
        ports.service_empty,
        ports.service_port_closed,
        ports.service_port_in_sidecar,
        ports.probe_port_closed,
        ports.undeclared,
        ports.taken_twice,
    ),
    "Routing sidecar": (
        sidecars.flag_unknown,
        sidecars.target_closed,
        sidecars.serves_tls,
    ),
    "Model": (
        models.name_differs,
        models.adapter_not_served,
        models.model_count,
        models.model_not_first,
        models.model_differs,
        models.volume_missing,
        models.cache_unused,
        models.token_missing,
    ),
    "Prefill and decode": (
        disaggregation.config_broken,
        disaggregation.one_sided,
        disaggregation.connectors_differ,
        disaggregation.sidecar_differs,
        disaggregation.role_reversed,
        disaggregation.host_missing,
        disaggregation.settings_differ,
        disaggregation.images_differ,
        disaggregation.decode_missing,
    ),
    "GPUs": (
        accelerators.count_differs,
        accelerators.none_asked,
        accelerators.parallelism_unused,
        accelerators.shared_memory,
    ),
    "Arguments": (
        repeated_flags.overridden,
        repeated_flags.twice,
        flag_names.unknown,
        flag_names.in_one,
        repeated_flags.lost,
        repeated_flags.unknown,
    ),
    "Pods": (
        pods.killed_while_loading,
        pods.deadline_short,
        pods.readiness_missing,
        pods.key_missing,
    ),
    "Further objects": (
        extra_objects.selects_nothing,
        extra_objects.target_missing,
        extra_objects.scaled_twice,
    ),
    "Needed in the cluster": (
        prerequisites.secrets,
        prerequisites.pull_secrets,
        prerequisites.claims,
        prerequisites.config_maps,
        prerequisites.gateways,
        prerequisites.cluster_role,
    ),
}
RULES: dict[str, Rule] = {rule.id: rule for rules in TOPICS.values() for rule in rules}
ALWAYS = tuple(rule.id for rule in (inputs.INPUT, inputs.REFUSED, together.OBJECT_MADE_TWICE))
"""What no annotation and no option switches off: they do not change what a cluster takes."""
