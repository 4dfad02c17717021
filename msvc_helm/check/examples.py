"""An example for each rule that breaks it: the lines in question, of a ModelService or a base config."""

from __future__ import annotations

EXAMPLES = {
    "input": """\
decodeDeployment: |
  spec: {{ .Modelname }} # the variable is called .ModelName
""",
    "expansion": """\
decodeServices: | # the key is called decodeService, and this one is ignored
  spec: {ports: [{port: 8000}]}
""",
    "refused": """\
containers:
  - name: vLLM # a name has no capitals
""",
    "unknown-rule": """\
metadata:
  annotations:
    msvc-helm/ignore: gpu-counts # the rule is called gpu-count
""",
    "pool-misses-pods": """\
inferencePool: |
  spec:
    selector: {app: vllm} # no pod has this label
""",
    "pool-selects-others": """\
eppDeployment: |
  spec:
    template:
      metadata:
        labels: # those of the pods that serve
          llm-d.ai/inferenceServing: "true"
          llm-d.ai/model: {{ .SanitizedModelName }}
""",
    "pool-port-closed": """\
inferencePool: |
  spec:
    targetPortNumber: 8080 # vLLM runs with --port=8000
""",
    "pool-port-past-sidecar": """\
inferencePool: |
  spec:
    targetPortNumber: 8200 # vLLM's own port; the routing sidecar has --port=8000 and --model-server-port=8200
""",
    "picker-missing": """\
inferencePool: | # and neither eppDeployment nor eppService
  spec:
    targetPortNumber: 8000
""",
    "picker-port": """\
inferencePool: |
  spec:
    endpointPickerRef: {port: {number: 9002}}
eppService: |
  spec:
    ports: [{name: grpc, port: 9000}]
""",
    "pool-missing": """\
extraObjects: |
  - apiVersion: llm-d.ai/v1alpha2
    kind: InferenceObjective
    metadata: {name: urgent}
    spec: {priority: 10, poolRef: {name: qwen-pool}} # the pool is called {{ .InferencePoolName }}
""",
    "picker-pool": """\
args:
  - --pool-name=qwen-pool # the pool is called {{ .InferencePoolName }}
""",
    "picker-pods": """\
args:
  - --endpoint-selector=app=vllm # no pod has this label
  - --endpoint-target-ports=8080 # and the pool names 8000
""",
    "picker-config-missing": """\
args:
  - --config-file=/config/epp.yaml # the ConfigMap mounted at /config has the key plugins.yaml
""",
    "picker-config-broken": """\
plugins:
  - type: queue-scorer
schedulingProfiles:
  - name: default
    plugins:
      - pluginRef: kv-cache-utilization-scorer # not among the plugins
""",
    "picker-roles": """\
plugins: # for prefill and decode: prefill-filter, decode-filter and disagg-profile-handler are missing
  - type: queue-scorer
""",
    "picker-replicas": """\
endpointPicker:
  replicas: 2 # without --ha-enable-leader-election
""",
    "picker-flag": """\
image: ghcr.io/llm-d/llm-d-router-endpoint-picker:v0.10.0
args:
  - -poolName # --pool-name today
  - qwen3-inference-pool
""",
    "route-backend-missing": """\
backendRefs:
  - {group: inference.networking.k8s.io, kind: InferencePool, name: qwen-pool} # not {{ .InferencePoolName }}
""",
    "route-backend-group": """\
backendRefs:
  - {group: inference.example.com, kind: InferencePool, name: qwen3-inference-pool}
""",
    "route-backend-port": """\
backendRefs:
  - {name: qwen3-service-decode, port: 80} # the Service has the port 8000
""",
    "route-without-gateway": """\
routing: # neither gatewayRefs here nor parentRefs in the base config's httpRoute
  modelName: qwen3
""",
    "route-without-backend": """\
rules:
  - matches: [{path: {type: PathPrefix, value: /v1}}] # and no backendRefs
""",
    "route-past-picker": """\
backendRefs:
  - {name: qwen3-service-decode, port: 8000} # though there is an InferencePool
""",
    "route-model-header": """\
headers:
  - {name: X-Gateway-Model-Name, value: qwen2} # routing.modelName is qwen3
""",
    "model-name-twice": """\
routing: # of two ModelServices
  modelName: qwen3
  gatewayRefs: [{name: inference-gateway}]
""",
    "route-shadowed": """\
rules: # of two ModelServices of different models, on one Gateway, without a header that tells them apart
  - matches: [{path: {type: PathPrefix, value: /v1}}]
""",
    "pods-shared": """\
routing: # of two ModelServices in one namespace, whose pods get the same label llm-d.ai/model
  modelName: qwen3
""",
    "made-twice": """\
configMaps: | # of two ModelServices in one namespace
  - metadata: {name: epp-config} # better {{ .EPPDeploymentName }}-config
""",
    "service-empty": """\
decodeService: |
  spec:
    selector: {app: vllm} # no pod has this label
""",
    "service-port-closed": """\
decodeService: |
  spec:
    ports: [{port: 8000, targetPort: web}] # the container's port is called http
""",
    "service-port-in-sidecar": """\
decodeService: |
  spec:
    ports: [{port: 8000, targetPort: http}] # a port of the routing sidecar, an init container
""",
    "probe-port-closed": """\
readinessProbe:
  httpGet: {path: /health, port: 8080} # vLLM runs with --port=8000
""",
    "port-undeclared": """\
args: [--port=8200]
ports: [{name: http, containerPort: 8000}]
""",
    "port-taken": """\
initContainers:
  - name: routing-proxy
    args: [--port=8000]
containers:
  - name: vllm
    args: [--port=8000]
""",
    "sidecar-flag": """\
image: ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0
args: [--connector=nixlv2] # --kv-connector since 0.7, and nothing else since 0.10
""",
    "sidecar-target": """\
initContainers:
  - name: routing-proxy
    args: [--model-server-port=8001]
containers:
  - name: vllm
    args: [--port=8200]
""",
    "sidecar-tls": """\
name: routing-proxy
args: [--port=8000] # and no --secure-proxy=false
""",
    "served-model-name": """\
routing:
  modelName: qwen3 # while vLLM runs without --served-model-name, and answers to Qwen/Qwen3-8B
""",
    "model-count": """\
command: [vllm, serve, Qwen/Qwen3-8B]
args: [Qwen/Qwen3-32B]
""",
    "model-not-first": """\
command: [vllm, serve]
args:
  - --max-model-len=4096 # the ModelService's
  - Qwen/Qwen3-8B # the base config's
  - --served-model-name=qwen3
""",
    "model-differs": """\
modelArtifacts:
  uri: hf://Qwen/Qwen3-8B # while the base config has command: [vllm, serve, Qwen/Qwen3-32B]
""",
    "model-volume-missing": """\
name: vllm # without mountModelVolume: true
command: [vllm, serve, /model-cache/qwen3]
""",
    "model-cache-unused": """\
name: vllm # without mountModelVolume: true, though the model comes from hf://Qwen/Qwen3-8B
command: [vllm, serve, Qwen/Qwen3-8B]
""",
    "model-token-missing": """\
modelArtifacts:
  uri: hf://meta-llama/Llama-3.3-70B-Instruct
  authSecretName: hf-token # and no container with mountModelVolume: true
""",
    "kv-config-broken": """\
args:
  - --kv-transfer-config={kv_connector:NixlConnector} # JSON wants double quotes
""",
    "kv-connector-one-sided": """\
prefillDeployment: |
  args: ['--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}']
decodeDeployment: |
  args: [] # no --kv-transfer-config
""",
    "kv-connectors-differ": """\
prefillDeployment: |
  args: ['--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}']
decodeDeployment: |
  args: ['--kv-transfer-config={"kv_connector":"MooncakeConnector","kv_role":"kv_both"}']
""",
    "kv-sidecar": """\
initContainers:
  - name: routing-proxy
    args: [--kv-connector=mooncake] # while vLLM has the NixlConnector
""",
    "kv-role": """\
prefillDeployment: |
  args: ['--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_consumer"}']
""",
    "nixl-host": """\
env: # without VLLM_NIXL_SIDE_CHANNEL_HOST
  - {name: VLLM_NIXL_SIDE_CHANNEL_PORT, value: "5557"}
""",
    "roles-differ": """\
prefillDeployment: |
  args: [--block-size=64]
decodeDeployment: |
  args: [--block-size=128]
""",
    "role-images-differ": """\
prefill:
  containers: [{name: vllm, image: "vllm/vllm-openai:v0.25.0"}] # decode has v0.26.0
""",
    "decode-missing": """\
prefill: # and no decode
  replicas: 4
""",
    "gpu-count": """\
args: [--tensor-parallel-size=4]
resources:
  limits: {nvidia.com/gpu: 2}
""",
    "gpu-missing": """\
name: vllm
resources:
  limits: {memory: 96Gi}
""",
    "parallelism-unused": """\
decode:
  parallelism: {tensor: 4} # and no --tensor-parallel-size={{ .DecodeTensorParallel }} in the base config
""",
    "shared-memory": """\
args: [--tensor-parallel-size=4]
volumeMounts: [] # nothing at /dev/shm
""",
    "flag-overridden": """\
args:
  - --max-model-len=32768 # the ModelService's
  - --max-model-len=8192 # the base config's, which counts
""",
    "flag-twice": """\
args:
  - --max-model-len=32768
  - --max-model-len=8192
""",
    "flag-unknown": """\
args: [--max-modellen=8192] # the flag is called --max-model-len
""",
    "flag-and-value": """\
args: ["--max-model-len 8192"] # --max-model-len=8192, or two arguments
""",
    "arguments-lost": """\
command: [bash, -c, "exec vllm serve {{ .HFModelName }}"] # no "$@", and no word for $0 after it
args: [--max-model-len=8192]
""",
    "program-unknown": """\
command: [/opt/start] # what it does with its flags is not known
""",
    "killed-while-loading": """\
livenessProbe: # killed after a minute, and no startupProbe
  httpGet: {path: /health, port: 8000}
  periodSeconds: 10
  failureThreshold: 6
""",
    "progress-deadline": """\
spec: # the default of progressDeadlineSeconds is 600
  template:
    spec:
      containers:
        - startupProbe: {periodSeconds: 15, failureThreshold: 240} # an hour
""",
    "readiness-missing": """\
name: vllm # without startupProbe and readinessProbe
""",
    "config-map-key": """\
env:
  - name: SETTINGS
    valueFrom: {configMapKeyRef: {name: settings, key: json}} # configMaps makes it with the key settings.json
""",
    "selects-nothing": """\
kind: PodDisruptionBudget
spec:
  selector: {matchLabels: {app: vllm}} # no pod has this label
""",
    "scale-target": """\
kind: HorizontalPodAutoscaler
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: vllm-decode} # not {{ .DecodeDeploymentName }}
""",
    "scaled-twice": """\
decode:
  replicas: 2 # while extraObjects has a HorizontalPodAutoscaler for it, and decoupleScaling is not set
""",
    "needs-secret": """\
modelArtifacts: {authSecretName: hf-token}
""",
    "needs-pull-secret": """\
imagePullSecrets: [{name: registry}]
""",
    "needs-claim": """\
modelArtifacts: {uri: "pvc://models/qwen3"}
""",
    "needs-config-map": """\
volumes: [{name: settings, configMap: {name: settings}}] # and configMaps does not make it
""",
    "needs-gateway": """\
gatewayRefs: [{name: inference-gateway}]
""",
    "needs-cluster-role": """\
rbac: {eppClusterRole: endpoint-picker} # or --epp-cluster-role
""",
}
