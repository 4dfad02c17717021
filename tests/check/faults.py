"""Faults for the samples: what is done to which, and the rules that must say so, and no others."""

from __future__ import annotations

from dataclasses import dataclass

from tests.check.samples import GIE, SAMPLES, Edit, base, model

POOL = "  inferencePool: |"
EPP = "  eppService: |"
PREFILL = "  prefillDeployment: |"
DECODE = "  decodeDeployment: |"
ROUTE = "  httpRoute: |"
OBJECTS = "\n  extraObjects: |\n"
KV = """                - '--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}'\n"""
BACKEND = """\
          backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: {{ .InferencePoolName }}
              port: {{ getPort "http" }}
"""
SELECTOR = """\
                - --endpoint-selector=llm-d.ai/inferenceServing=true,llm-d.ai/model={{ .SanitizedModelName }}
                - --endpoint-target-ports={{ getPort "http" }}
"""
COMMAND = "              command: "
ARGS_AT = "              args:\n"
CONNECTOR = """                - '--kv-transfer-config={"kv_connector":"OfloadingConnector","kv_role":"kv_both"}'\n"""
SERVE = (
    COMMAND
    + """[vllm, serve, "{{ .HFModelName }}"] # vLLM requires its model before all flags
"""
)
ARGS = """\
              args:
                - --served-model-name={{ .ModelName }}
                - --port={{ getPort "http" }}
"""
SGLANG = (
    Edit("base", "docker.io/vllm/vllm-openai:v0.26.0", "docker.io/lmsysorg/sglang:v0.5.9"),
    Edit("base", SERVE, COMMAND + "[python3, -m, sglang.launch_server]\n"),
    Edit(
        "base",
        "- --served-model-name={{ .ModelName }}",
        "- --model-path={{ .HFModelName }}\n                - --enable-metrics",
    ),
    Edit("model", "        args:\n          - --max-model-len=16384\n", ""),
)
DRA = (
    Edit("base", '                  nvidia.com/gpu: "1"\n', ""),
    Edit("base", "              resources:\n", "              resources:\n                claims: [{name: gpus}]\n"),
    Edit(
        "base",
        "          volumes:\n",
        "          resourceClaims: [{name: gpus, resourceClaimTemplateName: gpus}]\n          volumes:\n",
    ),
    Edit(
        "base",
        "  decodeService:",
        """  extraObjects: |
    - apiVersion: resource.k8s.io/v1
      kind: ResourceClaimTemplate
      metadata: {name: gpus}
      spec: {spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu.intel.com, count: 2}}]}}}
  decodeService:""",
    ),
)
OFFLOADED = """'{"kv_connector":"OffloadingConnector","kv_role":"kv_both","kv_connector_extra_config":{%s}}'"""
WORDLESS = (
    Edit("base", SERVE, COMMAND + "[vllm, serve]\n"),
    Edit("base", ARGS, ""),
    Edit("model", "        args:\n          - --max-model-len=16384\n", ""),
)
SIM_SERVICE = "  decodeService: |\n    spec:\n"
HPA = """\
    - apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: {{name: a}}
      spec: {{maxReplicas: 4, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {name}}}}}
"""
SCALED_OBJECT = """\
    - apiVersion: keda.sh/v1alpha1
      kind: ScaledObject
      metadata: {{name: b}}
      spec: {{scaleTargetRef: {{name: {name}}}, triggers: []}}
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A sample made wrong. `rules` are those that errors and warnings are about, `needs` one that informs."""

    name: str
    sample: str
    edits: tuple[Edit, ...]
    rules: frozenset[str]
    gie: tuple[str, ...] = GIE


def fault(name: str, sample: str, rules: str, *edits: Edit, gie: tuple[str, ...] = GIE) -> Fault:
    assert sample in SAMPLES
    return Fault(name, sample, edits, frozenset(rules.split()), gie)


def again(name: str, modelname: str, new: str) -> str:
    """A second ModelService behind the first, of the sample `gateway`."""
    return f"""\
  endpointPicker:
    replicas: 1
---
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: {name}}}
spec:
  routing:
    modelName: {modelname}
    ports: [{{name: http, port: 8000}}]
    gatewayRefs: [{{name: inference-gateway}}]
  modelArtifacts: {{uri: "hf://{new}"}}
  decode:
    containers:
      - name: vllm
        mountModelVolume: true
  endpointPicker:
    replicas: 1
"""


def sim_again(name: str) -> str:
    return f"""\
  decode:
    replicas: 2
---
apiVersion: llm-d.ai/v1alpha1
kind: ModelService
metadata: {{name: {name}}}
spec:
  routing: {{modelName: sim-model, ports: [{{name: http, port: 8000}}]}}
  modelArtifacts: {{uri: "hf://example/sim-model"}}
  decode: {{replicas: 2}}
"""


POOLS = (
    fault(
        "pool with a label of its own",
        "gateway",
        "pool-misses-pods",
        base("    spec:\n", "    spec:\n      selector: {matchLabels: {app: vllm}}\n", POOL),
    ),
    fault(
        "endpoint picker with the labels of the model",
        "gateway",
        "pool-selects-others",
        base(
            "      template:\n",
            '      template:\n        metadata: {labels: {llm-d.ai/inferenceServing: "true", '
            'llm-d.ai/model: "{{ .SanitizedModelName }}"}}\n',
            "  eppDeployment: |",
        ),
    ),
    fault(
        "pool port that nobody opens",
        "gateway",
        "pool-port-closed picker-pods",
        base('number: {{ getPort "http" }}', "number: 8080", POOL),
    ),
    fault(
        "pool with a port more than ranks",
        "gateway",
        "pool-port-idle picker-pods",
        base(
            '        - number: {{ getPort "http" }}\n',
            '        - number: {{ getPort "http" }}\n        - number: 8001\n',
        ),
        gie=("v1",),
    ),
    fault(
        "pool without a port",
        "gateway",
        "expansion refused",
        base('      targetPorts:\n        - number: {{ getPort "http" }}\n', ""),
    ),
    fault(
        "pool port behind the sidecar",
        "pd",
        "pool-port-past-sidecar pool-port-closed",
        base('number: {{ getPort "public" }}', 'number: {{ getPort "internal" }}', POOL),
        base('target-ports={{ getPort "public" }}', 'target-ports={{ getPort "internal" }}'),
    ),
    fault(
        "no Service for the endpoint picker",
        "gateway",
        "picker-missing expansion",
        base("  eppService:", "  eppServices:"),
    ),
    fault(
        "endpoint picker's Service on another port",
        "gateway",
        "picker-port",
        base("port: 9002", "port: 9000", "  eppService: |"),
    ),
    fault(
        "objective for a pool of another name",
        "gateway",
        "pool-missing",
        base(
            "  extraObjects: |\n",
            "  extraObjects: |\n    - apiVersion: llm-d.ai/v1alpha2\n      kind: InferenceObjective\n"
            "      metadata: {name: urgent}\n      spec: {priority: 1, poolRef: {name: qwen-pool}}\n\n",
        ),
    ),
)
PICKERS = (
    fault("picker of another pool", "gateway", "picker-pool", base(SELECTOR, "                - --pool-name=other\n")),
    fault("picker of no pool", "gateway", "picker-pool", base(SELECTOR, "")),
    fault(
        "picker of the pool in another namespace",
        "gateway",
        "picker-pool",
        base(
            SELECTOR,
            "                - --pool-name={{ .InferencePoolName }}\n                - --pool-namespace=other\n",
        ),
        model("  name: qwen3-32b\n", "  name: qwen3-32b\n  namespace: models\n"),
        gie=("v1",),
    ),
    fault(
        "picker of today with a pool of yesterday",
        "gateway",
        "picker-pool",
        base(SELECTOR, "                - --pool-name={{ .InferencePoolName }}\n"),
        gie=("v1alpha2",),
    ),
    fault(
        "picker looks for other labels",
        "gateway",
        "picker-pods",
        base("llm-d.ai/inferenceServing=true,llm-d.ai/model={{ .SanitizedModelName }}", "app=vllm"),
    ),
    fault(
        "picker sends to another port",
        "gateway",
        "picker-pods",
        base('--endpoint-target-ports={{ getPort "http" }}', "--endpoint-target-ports=8200"),
    ),
    fault(
        "configuration of another name",
        "gateway",
        "picker-config-missing",
        base("/config/plugins.yaml", "/config/epp.yaml"),
    ),
    fault(
        "configuration not mounted", "pd", "picker-config-missing", base("mountPath: /config", "mountPath: /etc/epp")
    ),
    fault(
        "plugin not declared",
        "gateway",
        "picker-config-broken",
        base("pluginRef: queue-scorer", "pluginRef: queues-scorer"),
    ),
    fault("configuration that is no YAML", "pd", "picker-config-broken", base("kind: EndpointPickerConfig", "kind: [")),
    fault(
        "two roles and no handler for them",
        "pd",
        "picker-roles",
        base("type: disagg-profile-handler", "type: single-profile-handler"),
    ),
    fault(
        "two endpoint pickers", "pd", "picker-replicas", model("    replicas: 1", "    replicas: 2", "endpointPicker:")
    ),
    fault(
        "two endpoint pickers in the base config",
        "gateway",
        "picker-replicas",
        base("replicas: 1", "replicas: 3", "eppDeployment"),
        model("  endpointPicker:\n    replicas: 1\n", ""),
    ),
    fault(
        "a flag of the old endpoint picker",
        "gateway",
        "picker-flag",
        base("- --grpc-port=9002", "- -grpcPort=9002"),
        gie=("v1alpha2",),
    ),
    fault(
        "a flag that the endpoint picker refuses",
        "pd",
        "picker-flag",
        base("- --tracing=false", "- --tracing=false\n                - --lora-info-metric=vllm:lora"),
    ),
)
RIGHTS = """\
    - apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {{name: {name}}}
      rules: [{{apiGroups: [''], resources: [pods], verbs: [get, list, {verb}]}}]
"""


CLAIM = """\
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""


def extra(objects: str) -> Edit:
    """Further objects beside those of the sample `gateway`."""
    return base("  extraObjects: |\n", f"  extraObjects: |\n{objects}")


def replica_set(spec: str, label: str) -> str:
    """A ReplicaSet of pods with a label, which selects those of another unless that is "a"."""
    return (
        f"    - {{apiVersion: apps/v1, kind: ReplicaSet, metadata: {{name: a}}, spec: {{{spec}"
        f"selector: {{matchLabels: {{app: a}}}}, template: {{metadata: {{labels: {{app: {label}}}}},"
        " spec: {containers: [{name: a, image: x}]}}}}\n"
    )


def one(kind: str, spec: str, api: str = "networking.istio.io/v1", name: str = "a") -> str:
    return f"    - {{apiVersion: {api}, kind: {kind}, metadata: {{name: {name}}}, spec: {spec}}}\n"


def follows(text: str = "", flag: str = "") -> tuple[Edit, ...]:
    """The gateway's picker follows the events of caches, and vLLM publishes them, but for what is changed."""
    events = """{"enable_kv_cache_events":true,"publisher":"zmq","endpoint":"tcp://*:5557","topic":"kv@$(POD_IP)"""
    events += """:8000@{{ .ModelName }}"}"""
    given = flag or f"'--kv-events-config={events}'"
    settings = text or "tokenProcessorConfig: {blockSize: 16}, kvEventsConfig: {topicFilter: 'kv@'}"
    return (
        base(
            "            - type: queue-scorer\n",
            "            - type: queue-scorer\n"
            f"            - {{type: precise-prefix-cache-producer, parameters: {{{settings}}}}}\n",
        ),
        base("              args:\n", f"              args:\n                - {given}\n", DECODE),
    )


AGREEMENT = (
    fault(
        "a role that no binding gives",
        "gateway",
        "role-unbound",
        extra(RIGHTS.format(name="watcher", verb="watch")),
    ),
    fault(
        "a picker that may not watch its pods",
        "gateway",
        "picker-rights",
        extra(RIGHTS.format(name="endpoint-picker", verb="patch")),
    ),
    fault(
        "an Envoy that asks nobody",
        "gateway",
        "envoy-port",
        base(
            "        plugins.yaml: |\n",
            "        envoy.yaml: |\n          static_resources: {clusters: [{load_assignment: {endpoints: ["
            "{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 99}}}}]}]}}]}\n"
            "        plugins.yaml: |\n",
        ),
    ),
    fault(
        "a tokenizer of another model",
        "gateway",
        "picker-tokenizer",
        *follows("tokenProcessorConfig: {blockSize: 16}, tokenizersPoolConfig: {modelName: other/model}"),
    ),
    fault("events that are no JSON", "gateway", "kv-events-broken", *follows(flag="--kv-events-config=[")),
    fault("no events", "gateway", "kv-events-missing", *follows(flag="--max-num-seqs=64")),
    fault(
        "events at another port",
        "gateway",
        "kv-events-port",
        *follows("tokenProcessorConfig: {blockSize: 16}, kvEventsConfig: {podDiscoveryConfig: {socketPort: 5556}}"),
    ),
    fault(
        "events under another topic",
        "gateway",
        "kv-events-topic",
        *follows("tokenProcessorConfig: {blockSize: 16}, kvEventsConfig: {topicFilter: 'cache@'}"),
    ),
    fault("blocks of another size", "gateway", "kv-block-size", *follows("tokenProcessorConfig: {blockSize: 64}")),
    fault("a connector that there is not", "gateway", "kv-word", base(ARGS_AT, ARGS_AT + CONNECTOR, DECODE)),
    fault("a probe of a path that is not there", "gateway", "probe-path", base("path: /health", "path: /healthy")),
    fault(
        "a probe of a service that is not there",
        "gateway",
        "probe-service",
        base("service: inference-extension", "service: inference"),
    ),
    fault(
        "a probe without the key",
        "gateway",
        "probe-key",
        base("path: /health", "path: /v1/models"),
        model("- --max-model-len=32768", "- --max-model-len=32768\n          - --api-key=$(KEY)"),
    ),
    fault(
        "a script with vLLM in the picker's image",
        "hf-public",
        "image-differs",
        base("docker.io/vllm/vllm-openai:v0.26.0", "ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0"),
        base(SERVE, COMMAND + "[/bin/sh, -c]\n"),
        base(
            ARGS,
            "              args:\n                - exec vllm serve {{ .HFModelName }} --port 8000"
            " --served-model-name={{ .ModelName }}\n",
        ),
        model("        args:\n          - --max-model-len=16384\n", ""),
    ),
    fault(
        "variables before those that they refer to, and a key for everybody",
        "hf-public",
        "variable-order secret-plain",
        base(
            "              ports:\n",
            "              env: [{name: A, value: $(B)}, {name: B, value: b}, {name: VLLM_API_KEY, value: 3fd1a0}]\n"
            "              ports:\n",
        ),
    ),
    fault(
        "a budget that lets no pod go",
        "gateway",
        "budget-blocks",
        extra(
            one(
                "PodDisruptionBudget",
                "{minAvailable: 4, selector: {matchLabels: {llm-d.ai/role: decode}}}",
                "policy/v1",
            )
        ),
    ),
    fault("a further workload without pods", "gateway", "no-pods", extra(replica_set("replicas: 0, ", "a"))),
    fault("a ReplicaSet that does not select its own pods", "gateway", "own-pods", extra(replica_set("", "b"))),
    fault(
        "prefill pods at another port than the sidecars, without a pool here",
        "pd",
        "role-ports-differ route-backend-missing expansion port-undeclared",
        base("  inferencePool: |", "  unused: |"),
        base('--port={{ getPort "public" }}', "--port=8200", PREFILL),
    ),
    fault("no decode pods", "gateway", "no-pods", model("    replicas: 4", "    replicas: 0")),
    fault(
        "a policy for another pool",
        "gateway",
        "policy-target",
        extra(
            one(
                "GCPBackendPolicy",
                "{targetRef: {group: inference.networking.k8s.io, kind: InferencePool, name: other}}",
                "networking.gke.io/v1",
            )
        ),
    ),
    fault("a rule for another host", "gateway", "destination-host", extra(one("DestinationRule", "{host: picker}"))),
    fault(
        "a health check of another port",
        "gateway",
        "health-check-port",
        extra(
            one(
                "HealthCheckPolicy",
                "{targetRef: {group: '{{ .GIEGroup }}', kind: InferencePool, name: '{{ .InferencePoolName }}'},"
                " default: {config: {type: HTTP, httpHealthCheck: {port: 9999}}}}",
                "networking.gke.io/v1",
            )
        ),
    ),
    *(
        fault(
            f"a health check of {words}",
            "gateway",
            "health-check-path",
            extra(
                one(
                    "HealthCheckPolicy",
                    "{targetRef: {group: '{{ .GIEGroup }}', kind: InferencePool, name: '{{ .InferencePoolName }}'},"
                    f" default: {{config: {{type: HTTP, httpHealthCheck: {{{check}}}}}}}}}",
                    "networking.gke.io/v1",
                )
            ),
        )
        for words, check in {
            "a path that vLLM does not have": "requestPath: /healthy",
            "the path that is asked where none is named": "port: 8000",
        }.items()
    ),
    fault(
        "adapters that no route takes",
        "gateway",
        "adapter-not-routed",
        base(ARGS, ARGS + "                - --lora-modules\n                - support=acme/support\n", DECODE),
        base(
            BACKEND,
            BACKEND + "          matches: [{headers: [{name: X-Gateway-Model-Name, value: '{{ .ModelName }}'}]}]\n",
        ),
    ),
    fault(
        "adapters that SGLang is not told of",
        "hf-public",
        "adapter-not-served",
        *SGLANG,
        base(
            "- --enable-metrics",
            "- --host=0.0.0.0\n                - --lora-paths\n                - sql=acme/sql\n"
            "                - --enable-metrics",
        ),
        model("    uri:", "    adapters: [{name: support, uri: 'hf://acme/support'}]\n    uri:"),
    ),
    fault(
        "ranks of more pods than the group has",
        "groups",
        "group-size",
        base("--data-parallel-size={{ .DecodeDataParallelism }}", "--data-parallel-size=32"),
    ),
    fault(
        "workers whose accelerators nobody takes",
        "groups",
        "group-idle service-port-closed parallelism-unused",
        base("        workerTemplate:", "        leaderTemplate:"),
        base("                  - --data-parallel-size={{ .DecodeDataParallelism }}\n", ""),
        base("                  - --data-parallel-size-local={{ .DecodeDataLocalParallelism }}\n", ""),
        base("--tensor-parallel-size={{ .DecodeTensorParallelism }}", "--tensor-parallel-size=8"),
        base(
            "\n  decodeService:",
            "        workerTemplate:\n          spec:\n            enableServiceLinks: false\n            containers:\n"
            "              - {name: worker, image: vllm-openai, command: [ray, start, --block], resources: {limits: "
            '{nvidia.com/gpu: "8"}}}\n\n  decodeService:',
        ),
    ),
    fault(
        "a misspelt ConfigMap",
        "gateway",
        "name-nearly",
        base(
            "                name: {{ .EPPDeploymentName }}-config\n",
            "                name: {{ .EPPDeploymentName }}-confg\n",
        ),
    ),
    fault(
        "a ConfigMap of another name",
        "gateway",
        "made-for-nobody",
        base("                name: {{ .EPPDeploymentName }}-config\n", "                name: plugins\n"),
    ),
    fault(
        "prefill pods with the label of decode",
        "pd",
        "picker-role-label picker-pods refused",
        base("      template:\n", "      template:\n        metadata: {labels: {llm-d.ai/role: decode}}\n", PREFILL),
        base(PREFILL, "  conventions: 'labels: false'\n" + PREFILL),
    ),
    fault("a slip in a command", "hf-public", "command-misspelt", base("[vllm, serve,", "[vllm, serv,")),
    fault(
        "a rollout that needs accelerators to spare",
        "gateway",
        "rollout-spare",
        base("maxSurge: 0", "maxSurge: 50%"),
    ),
    fault(
        "a claim that one node can mount, for pods of several",
        "gateway",
        "claim-shared",
        extra(CLAIM),
        base(
            "          volumes:\n",
            "          volumes:\n            - {name: d, persistentVolumeClaim: {claimName: data}}\n",
        ),
        base(
            "              volumeMounts:\n",
            "              volumeMounts:\n                - {name: d, mountPath: /d}\n",
        ),
    ),
    fault(
        "pods in their node's network",
        "gateway",
        "host-port host-dns",
        base("        spec:\n", "        spec:\n          hostNetwork: true\n", DECODE),
    ),
    fault(
        "a monitor of a port that is not there",
        "gateway",
        "monitor-port",
        extra(
            one(
                "PodMonitor",
                "{selector: {matchLabels: {llm-d.ai/role: decode}}, podMetricsEndpoints: [{port: metrics}]}",
                "monitoring.coreos.com/v1",
            )
        ),
    ),
    fault(
        "a monitor of the picker without a token",
        "gateway",
        "metrics-auth",
        extra(
            one(
                "PodMonitor",
                "{selector: {matchLabels: {llm-d.ai/epp: '{{ .EPPDeploymentName }}'}},"
                " podMetricsEndpoints: [{port: metrics}]}",
                "monitoring.coreos.com/v1",
            )
        ),
    ),
    fault(
        "an API of long ago",
        "gateway",
        "api-version",
        extra(one("PodDisruptionBudget", "{selector: {matchLabels: {llm-d.ai/role: decode}}}", "policy/v1beta1")),
    ),
)
ROUTES = (
    fault(
        "route to another pool",
        "gateway",
        "route-backend-missing",
        base("{{ .InferencePoolName }}", "qwen-pool", ROUTE),
    ),
    fault(
        "route to a pool of another group",
        "pd",
        "route-backend-group",
        base("group: inference.networking.k8s.io", "group: inference.example.com", ROUTE),
    ),
    fault(
        "route to a port that the Service lacks",
        "gateway",
        "route-backend-port route-past-picker",
        base(BACKEND, "          backendRefs: [{name: '{{ .DecodeServiceName }}', port: 80}]\n"),
    ),
    fault(
        "route past the endpoint picker",
        "gateway",
        "route-past-picker",
        base(BACKEND, "          backendRefs: [{name: '{{ .DecodeServiceName }}', port: 8000}]\n"),
    ),
    fault(
        "route without a Gateway",
        "gateway",
        "route-without-gateway",
        model("    gatewayRefs:\n      - name: inference-gateway\n", ""),
    ),
    fault(
        "route to the pool in another namespace",
        "gateway",
        "route-namespace",
        base(
            "              name: {{ .InferencePoolName }}\n",
            "              name: {{ .InferencePoolName }}\n              namespace: others\n",
        ),
    ),
    fault("route without a backend", "gateway", "route-without-backend", base(BACKEND, "")),
    fault(
        "route for another model",
        "gateway",
        "route-model-header",
        base(
            "                value: /v1\n",
            "                value: /v1\n              headers: [{name: X-Gateway-Model-Name, value: other}]\n",
        ),
    ),
    fault(
        "an adapter that no server is told of",
        "hf-public",
        "adapter-not-served",
        model("  modelArtifacts:\n", "  modelArtifacts:\n    adapters: [{name: support, uri: hf://acme/support}]\n"),
    ),
    fault(
        "one model name twice on a Gateway",
        "gateway",
        "model-name-twice pods-shared",
        model("  endpointPicker:\n    replicas: 1\n", again("qwen-again", "qwen3-32b", "Qwen/Qwen3-32B")),
    ),
    fault(
        "two models, one route's requests",
        "gateway",
        "route-shadowed",
        model("  endpointPicker:\n    replicas: 1\n", again("opt", "opt", "facebook/opt-125m")),
    ),
    fault(
        "two ModelServices, one set of labels",
        "sim",
        "pods-shared",
        model("  decode:\n    replicas: 2\n", sim_again("b")),
    ),
    fault("one ModelService twice", "sim", "made-twice", model("  decode:\n    replicas: 2\n", sim_again("sim"))),
)
PORTS = (
    fault(
        "Service without pods", "sim", "service-empty", base(SIM_SERVICE, SIM_SERVICE + "      selector: {app: x}\n")
    ),
    fault(
        "Service leads to an unknown name", "sim", "service-port-closed", base("targetPort: http", "targetPort: web")
    ),
    fault(
        "Service leads to a closed port", "hf-public", "service-port-closed", base("targetPort: http", "targetPort: 80")
    ),
    fault(
        "Service names a port of the sidecar",
        "pd",
        "service-port-in-sidecar",
        base('targetPort: {{ getPort "public" }}', "targetPort: http", "  decodeService: |"),
    ),
    fault(
        "picker's Service has a port of nobody",
        "gateway",
        "service-port-idle",
        base(
            "        - name: grpc\n", "        - {name: web, port: 80, targetPort: 8081}\n        - name: grpc\n", EPP
        ),
    ),
    fault(
        "a Service by the name of SGLang's variable",
        "hf-public",
        "service-links server-local",
        *SGLANG,
        base(
            "  decodeDeployment: |\n",
            OBJECTS[1:]
            + "    - {apiVersion: v1, kind: Service, metadata: {name: sglang},"
            + " spec: {selector: {llm-d.ai/role: decode}, ports: [{port: 8000}]}}\n\n  decodeDeployment: |\n",
        ),
    ),
    fault(
        "a Service by the name of vLLM's variable",
        "hf-public",
        "service-links",
        base(
            "  decodeDeployment: |\n",
            OBJECTS[1:]
            + "    - {apiVersion: v1, kind: Service, metadata: {name: vllm},"
            + " spec: {selector: {llm-d.ai/role: decode}, ports: [{port: 8000}]}}\n\n  decodeDeployment: |\n",
        ),
    ),
    fault(
        "picker's Service leads elsewhere",
        "gateway",
        "service-port-closed",
        base("targetPort: grpc", "targetPort: 9004"),
    ),
    fault("probe of a closed port", "sim", "probe-port-closed", base("port: http", "port: 8080", "readinessProbe")),
    fault(
        "probe of an unknown name", "hf-public", "probe-port-closed", base("port: http", "port: web", "livenessProbe")
    ),
    fault(
        "probe by a name that only the sidecar has",
        "pd",
        "probe-port-closed",
        base("port: internal", "port: http", DECODE),
    ),
    fault(
        "declared port that is not served",
        "hf-public",
        "port-undeclared",
        base('- --port={{ getPort "http" }}', "- --port=8200"),
    ),
    fault(
        "two servers on one port",
        "pd",
        "port-taken sidecar-target port-undeclared",
        base('- --port={{ getPort "internal" }}', '- --port={{ getPort "public" }}'),
    ),
)
SIDECARS = (
    fault("flag that 0.10 removed", "pd", "sidecar-flag", base("--kv-connector=nixlv2", "--connector=nixlv2")),
    fault(
        "TLS flag that 0.10 removed",
        "pd",
        "sidecar-flag",
        base("- --secure", "- --prefiller-use-tls\n                - --secure"),
    ),
    fault("flag that 0.9 does not have", "pd", "sidecar-flag", base("disagg-sidecar:v0.10.0", "disagg-sidecar:v0.9.0")),
    fault(
        "sidecar forwards to a closed port",
        "pd",
        "sidecar-target",
        base('--model-server-port={{ getPort "internal" }}', "--model-server-port=8001"),
    ),
    fault(
        "sidecar for more ranks than there are",
        "pd",
        "sidecar-ranks",
        base("- --secure-proxy=false", "- --secure-proxy=false\n                - --data-parallel-size=2"),
    ),
    fault("sidecar serves TLS", "pd", "sidecar-tls", base("                - --secure-proxy=false\n", "")),
)
MODELS = (
    fault(
        "model served by its own name",
        "hf-public",
        "served-model-name",
        base("                - --served-model-name={{ .ModelName }}\n", ""),
    ),
    fault("simulator of another model", "sim", "served-model-name", base("--model={{ .ModelName }}", "--model=other")),
    fault(
        "prefill pods serve another name",
        "pd",
        "served-model-name roles-differ",
        base("--served-model-name={{ .ModelName }}", "--served-model-name=other", PREFILL),
    ),
    fault(
        "two models on one command line",
        "hf-public",
        "model-count",
        model("- --max-model-len=16384", "- Qwen/Qwen3-32B"),
    ),
    fault(
        "no model at all",
        "hf-public",
        "model-count",
        base(', "{{ .HFModelName }}"]', "]"),
        base("- --served-model-name={{ .ModelName }}", "- --served-model-name\n                - '{{ .ModelName }}'"),
        model("        args:\n          - --max-model-len=16384\n", ""),
        base("vllm-openai:v0.26.0", "vllm-openai:v0.10.0"),
    ),
    fault(
        "model after the ModelService's flags",
        "hf-private",
        "model-not-first",
        base(', "{{ .HFModelName }}"]', "]"),
        base("- --served-model-name", "- {{ .HFModelName }}\n                - --served-model-name"),
    ),
    fault("another model loaded", "hf-public", "model-differs", base('"{{ .HFModelName }}"', "Qwen/Qwen3-32B")),
    fault("another path loaded", "pvc", "model-differs", base('"{{ .MountedModelPath }}"', "/model-cache/other")),
    fault("claim not mounted", "pvc", "model-volume-missing", model("        mountModelVolume: true\n", "")),
    fault(
        "download beside the volume",
        "gateway",
        "model-cache-unused",
        model("        mountModelVolume: true\n", ""),
    ),
    fault(
        "token for nobody",
        "hf-private",
        "model-token-missing model-cache-unused",
        model("        mountModelVolume: true\n", ""),
    ),
)
CACHES = (
    fault(
        "settings without quotes",
        "pd",
        "kv-config-broken",
        base(
            """'--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}'""",
            "--kv-transfer-config={a:b}",
        ),
    ),
    fault("prefill without a connector", "pd", "kv-connector-one-sided", base(KV, "", PREFILL)),
    fault("decode without a connector", "pd", "kv-connector-one-sided kv-sidecar", base(KV, "", DECODE)),
    fault("a sidecar and no connector", "pd", "kv-sidecar", base(KV, "", PREFILL), base(KV, "", DECODE)),
    fault(
        "different connectors",
        "pd",
        "kv-connectors-differ kv-sidecar",
        base("NixlConnector", "MooncakeConnector", DECODE),
    ),
    fault("sidecar with another connector", "pd", "kv-sidecar", base("=nixlv2", "=mooncake")),
    fault(
        "connectors and no sidecar",
        "pd",
        "kv-sidecar pool-port-closed service-port-closed",
        base("disagg-sidecar:v0.10.0", "something-else:v1"),
        base(
            '                - --port={{ getPort "public" }}\n                - --model-server-port',
            "                - -p",
            DECODE,
        ),
        base(
            '                  containerPort: {{ getPort "public" }}', "                  containerPort: 9999", DECODE
        ),
    ),
    fault("sidecar without a connector", "pd", "kv-sidecar", base("                - --kv-connector=nixlv2\n", "")),
    fault("prefill consumes", "pd", "kv-role", base("kv_both", "kv_consumer", PREFILL)),
    fault("decode produces", "pd", "kv-role", base("kv_both", "kv_producer", DECODE)),
    fault("NIXL on localhost", "pd", "nixl-host", base("VLLM_NIXL_SIDE_CHANNEL_HOST", "NIXL_HOST", DECODE)),
    fault("NIXL on the node's address", "pd", "nixl-host", base("fieldPath: status.podIP", "fieldPath: status.hostIP")),
    fault(
        "an address to listen on that others are told",
        "pd",
        "address-told",
        base(
            "              env:\n", "              env:\n                - {name: VLLM_HOST_IP, value: '::'}\n", DECODE
        ),
    ),
    fault(
        "blocks of different sizes",
        "pd",
        "block-sizes-differ",
        model("- --tensor-parallel-size=2", "- --tensor-parallel-size=2\n          - --block-size=64"),
    ),
    fault(
        "blocks of which neither is a multiple of the other",
        "pd",
        "roles-differ",
        base(
            "                - '--kv-transfer-config",
            "                - --block-size=48\n                - '--kv-transfer-config",
            PREFILL,
        ),
        base(
            "                - '--kv-transfer-config",
            "                - --block-size=32\n                - '--kv-transfer-config",
            DECODE,
        ),
    ),
    fault(
        "two versions of vLLM",
        "pd",
        "role-images-differ",
        model("      - name: vllm\n", "      - name: vllm\n        image: vllm/vllm-openai:v0.25.0\n"),
    ),
    fault(
        "prefill alone",
        "sim",
        "decode-missing",
        base(DECODE, PREFILL),
        base("  decodeService:", "  prefillService:"),
        model("  decode:", "  prefill:"),
    ),
)
GPUS = (
    fault("too few GPUs", "hf-public", "gpu-count", model("- --max-model-len=16384", "- --tensor-parallel-size=2")),
    fault("idle GPUs", "pd", "gpu-count", model('nvidia.com/gpu: "4"', 'nvidia.com/gpu: "8"')),
    fault("too few GPUs for the ranks", "gateway", "gpu-count", model("- --max-model-len=32768", "- -dpl=2")),
    fault("a claim for two devices and one in use", "hf-public", "claim-count", *DRA),
    fault(
        "accelerators of two vendors",
        "hf-public",
        "accelerators-mixed",
        base('nvidia.com/gpu: "1"\n', 'nvidia.com/gpu: "1"\n                  amd.com/gpu: "1"\n'),
    ),
    fault(
        "a cache in memory that is larger than the container",
        "hf-public",
        "tier-memory",
        model(
            "- --max-model-len=16384",
            "- --kv-transfer-config\n          - " + OFFLOADED % '"cpu_bytes_to_use":107374182400',
        ),
    ),
    fault(
        "a cache in files where nothing is mounted",
        "hf-public",
        "tier-unmounted",
        model(
            "- --max-model-len=16384",
            "- --kv-transfer-config\n          - "
            + OFFLOADED % '"secondary_tiers":[{"type":"fs","root_dir":"/mnt/kv"}]',
        ),
    ),
    fault("no GPU", "pvc", "gpu-missing", base('                  nvidia.com/gpu: "1"\n', "")),
    fault(
        "two ranks and no GPU",
        "gateway",
        "gpu-count",
        base('                  nvidia.com/gpu: "1"\n', ""),
        model('        resources:\n          limits:\n            nvidia.com/gpu: "2"\n', ""),
    ),
    fault(
        "GPUs without a limit",
        "hf-public",
        "refused",
        base('                  nvidia.com/gpu: "1"\n', ""),
        base(
            "                  memory: 32Gi\n",
            '                  memory: 32Gi\n                  nvidia.com/gpu: "1"\n',
        ),
    ),
    fault(
        "parallelism without a flag",
        "hf-public",
        "parallelism-unused",
        model("    replicas: 1\n", "    replicas: 1\n    parallelism: {tensor: 2}\n"),
    ),
    fault(
        "four GPUs and little shared memory",
        "hf-private",
        "shared-memory",
        base("                medium: Memory\n", ""),
    ),
)
REST = (
    fault(
        "the base config's flag wins", "hf-public", "flag-overridden", model("- --max-model-len=16384", "- --port=9000")
    ),
    fault(
        "the base config's switch wins",
        "pvc",
        "flag-overridden",
        base("- --served-model-name", "- --no-enable-prefix-caching\n                - --served-model-name"),
        model(
            "        mountModelVolume: true\n",
            "        mountModelVolume: true\n        args: [--enable-prefix-caching]\n",
        ),
    ),
    fault(
        "a flag twice in one layer",
        "hf-public",
        "flag-twice",
        model("- --max-model-len=16384", "- --max-model-len=16384\n          - --max_model_len=8192"),
    ),
    fault(
        "arguments that a script does not use",
        "hf-public",
        "arguments-lost",
        base(
            SERVE,
            COMMAND + """[bash, -c, 'exec vllm serve "{{ .HFModelName }}" --served-model-name {{ .ModelName }}']\n""",
        ),
        base(ARGS, ""),
    ),
    fault("a misspelt flag", "hf-public", "flag-unknown", model("- --max-model-len=16384", "- --max-modellen=16384")),
    fault(
        "a flag of a later vLLM",
        "hf-public",
        "flag-unknown",
        model("- --max-model-len=16384", "- --monokernel"),
    ),
    fault(
        "a flag of an earlier vLLM",
        "hf-public",
        "flag-unknown",
        model("- --max-model-len=16384", "- --num-scheduler-steps=8"),
    ),
    fault("vLLM without a word", "hf-public", "model-unnamed", *WORDLESS),
    fault(
        "no TPU",
        "hf-public",
        "gpu-missing",
        base("docker.io/vllm/vllm-openai", "docker.io/vllm/vllm-tpu"),
        base('                  nvidia.com/gpu: "1"\n', ""),
        model("- --max-model-len=16384", "- --tensor-parallel-size=8"),
    ),
    fault(
        "a false that stands apart",
        "pd",
        "flag-value-apart",
        base("- --secure-proxy=false", "- --secure-proxy\n                - 'false'"),
    ),
    fault(
        "a long name with one dash", "pd", "flag-one-dash", base("- --kv-connector=nixlv2", "- -kv-connector=nixlv2")
    ),
    fault("a word for a number", "hf-public", "flag-number", model("- --max-model-len=16384", "- --max-num-seqs=many")),
    fault("no number at all", "hf-public", "flag-number", model("- --max-model-len=16384", "- --max-num-seqs")),
    fault(
        "settings of the compiler without quotes",
        "hf-public",
        "json-broken",
        model("- --max-model-len=16384", "- '--compilation-config={cudagraph_mode:FULL}'"),
    ),
    fault("SGLang for its own pod only", "hf-public", "server-local", *SGLANG),
    fault(
        "vLLM for its own pod only",
        "hf-public",
        "server-local",
        model("- --max-model-len=16384", "- --host=127.0.0.1"),
    ),
    fault(
        "a flag of vLLM for SGLang",
        "hf-public",
        "flag-unknown",
        *SGLANG,
        base("--enable-metrics", "--host=0.0.0.0\n                - --gpu-memory-utilization=0.9"),
    ),
    fault(
        "a probe by HTTPS",
        "hf-public",
        "probe-scheme",
        base("port: http\n", "port: http\n                  scheme: HTTPS\n"),
    ),
    fault(
        "a probe by HTTP of TLS",
        "hf-public",
        "probe-scheme",
        model("- --max-model-len=16384", "- --ssl-certfile=/tls/tls.crt\n          - --ssl-keyfile=/tls/tls.key"),
    ),
    fault(
        "a flag and its value in one argument",
        "hf-public",
        "flag-and-value",
        model("- --max-model-len=16384", '- "--max-model-len 16384"'),
    ),
    fault(
        "two flags in one argument",
        "hf-public",
        "flag-and-value",
        model("- --max-model-len=16384", '- "--max-model-len=16384 --enforce-eager"'),
    ),
    fault(
        "an abbreviation of several flags", "hf-public", "flag-unknown", model("- --max-model-len=16384", "- --max-n=1")
    ),
    fault(
        "a flag of vLLM for the simulator",
        "sim",
        "flag-unknown",
        base("args:\n", "args:\n                - --gpu-memory-utilization=0.9\n"),
    ),
    fault(
        "the first argument of a script",
        "hf-public",
        "arguments-lost",
        base(SERVE, COMMAND + """[bash, -c, 'exec vllm serve "{{ .HFModelName }}" "$@"']\n"""),
    ),
    fault(
        "the script's own flag comes last",
        "hf-public",
        "flag-overridden",
        base(SERVE, COMMAND + """[bash, -c, 'exec vllm serve "{{ .HFModelName }}" "$@" --max-model-len 1', x]\n"""),
    ),
    fault(
        "a minute to load", "hf-public", "killed-while-loading", base("failureThreshold: 180", "failureThreshold: 6")
    ),
    fault("a minute to live", "gateway", "killed-while-loading expansion", base("startupProbe:", "startProbe:")),
    fault(
        "rollout given up early",
        "hf-private",
        "progress-deadline",
        base("progressDeadlineSeconds: 4200", "progressDeadlineSeconds: 900"),
    ),
    fault(
        "a variable twice",
        "sim",
        "refused",
        base("              env:\n", "              env:\n                - {name: POD_NAME, value: x}\n"),
    ),
    fault(
        "a key that the ConfigMap lacks",
        "sim",
        "config-map-key",
        base(DECODE, "  configMaps: |\n    - {metadata: {name: settings}, data: {settings.json: '{}'}}\n" + DECODE),
        base(
            "              env:\n",
            "              env:\n"
            "                - {name: S, valueFrom: {configMapKeyRef: {name: settings, key: json}}}\n",
        ),
    ),
    fault(
        "a file that the ConfigMap lacks",
        "gateway",
        "config-map-key picker-config-missing",
        base(
            "                name: {{ .EPPDeploymentName }}-config\n",
            "                name: {{ .EPPDeploymentName }}-config\n"
            "                items: [{key: plugins.yml, path: plugins.yaml}]\n",
            "  eppDeployment: |",
        ),
    ),
    fault(
        "a budget for no pods",
        "sim",
        "selects-nothing",
        base(
            DECODE,
            "  extraObjects: |\n    - {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: a}, "
            "spec: {selector: {matchLabels: {app: x}}}}\n" + DECODE,
        ),
    ),
    fault(
        "an autoscaler of no Deployment",
        "sim",
        "scale-target",
        base(DECODE, OBJECTS[1:] + HPA.format(name="x") + DECODE),
    ),
    fault(
        "an autoscaler of a fixed number",
        "sim",
        "scaled-twice",
        base(DECODE, OBJECTS[1:] + HPA.format(name="sim-decode") + DECODE),
    ),
    fault(
        "KEDA on a fixed number",
        "sim",
        "scaled-twice",
        base(DECODE, OBJECTS[1:] + SCALED_OBJECT.format(name="sim-decode") + DECODE),
    ),
    fault(
        "two autoscalers of one Deployment",
        "sim",
        "scaled-twice",
        base(DECODE, OBJECTS[1:] + HPA.format(name="sim-decode") + SCALED_OBJECT.format(name="sim-decode") + DECODE),
        model("  decode:\n", "  decoupleScaling: true\n  decode:\n"),
    ),
    fault("a name that Kubernetes refuses", "sim", "refused", base("- name: server", "- name: Server")),
    fault("a template that fails", "sim", "input", base("{{ .ModelName }}", "{{ .Modelname }}")),
    fault("a key that nobody knows", "sim", "expansion", base("  decodeService:", "  decodeServices:")),
    fault(
        "a rule that does not exist",
        "sim",
        "unknown-rule",
        model("  name: sim\n", "  name: sim\n  annotations: {msvc-helm/ignore: gpu-counts}\n"),
    ),
)
FAULTS = (*POOLS, *PICKERS, *AGREEMENT, *ROUTES, *PORTS, *SIDECARS, *MODELS, *CACHES, *GPUS, *REST)
