"""The flags that programs know. Made from scripts/flags by scripts/generate_flags.py: do not edit.

`name@first-last` says in which of the recorded releases a flag is; a flag without is in all of them. `name?` takes no
value after a space.
"""

# fmt: off

from __future__ import annotations

# the endpoint picker of llm-d-router in 0.9.0, 0.10: each flag, with the first and the last that has it where not all
# do.
PICKER_RELEASES = "0.9.0 0.10"
PICKER = """\
-v allow-experimental-plugins?@0.10-0.10 cache-info-metric@0.9.0-0.9.0 cert-path config-file config-text
disable-endpoint-subset-filter? drain-timeout@0.10-0.10 emit-endpoint-scores?@0.10-0.10 enable-cert-reload?
enable-grpc-stream-metrics? enable-pprof? endpoint-selector endpoint-target-ports grpc-health-port
grpc-max-recv-msg-size grpc-max-send-msg-size grpc-port ha-enable-leader-election? health-checking?
kv-cache-usage-percentage-metric@0.9.0-0.9.0 lora-info-metric@0.9.0-0.9.0 metrics-cert-dir@0.10-0.10
metrics-client-ca-file@0.10-0.10 metrics-endpoint-auth? metrics-port metrics-staleness-threshold
model-server-metrics-https-insecure-skip-verify?@0.9.0-0.9.0 model-server-metrics-path@0.9.0-0.9.0
model-server-metrics-port@0.9.0-0.9.0 model-server-metrics-scheme@0.9.0-0.9.0 pool-group pool-name
pool-namespace refresh-metrics-interval refresh-prometheus-metrics-interval secure-serving?
tls-cipher-suites@0.10-0.10 tls-min-version@0.10-0.10 total-queued-requests-metric@0.9.0-0.9.0
total-running-requests-metric@0.9.0-0.9.0 tracing? zap-devel? zap-encoder zap-log-level zap-stacktrace-level
zap-time-encoding
"""
# the routing sidecar of llm-d-router in 0.4.0, 0.6.0, 0.7.0, 0.8.0, 0.9.0, 0.10: each flag, with the first and the
# last that has it where not all do.
SIDECAR_RELEASES = "0.4.0 0.6.0 0.7.0 0.8.0 0.9.0 0.10"
SIDECAR = """\
cert-path configuration@0.9.0-0.10 configuration-file@0.9.0-0.10 connector@0.4.0-0.9.0 data-parallel-size
decode-chunk-size@0.9.0-0.10 decoder-tls-insecure-skip-verify?@0.4.0-0.9.0 decoder-use-tls?@0.4.0-0.9.0
ec-connector@0.7.0-0.10 enable-p2p-pull?@0.10-0.10 enable-prefiller-sampling? enable-ssrf-protection?
enable-tls@0.7.0-0.10 inference-pool@0.7.0-0.10 inference-pool-name@0.4.0-0.8.0
inference-pool-namespace@0.4.0-0.8.0 kv-connector@0.7.0-0.10 max-idle-conns-per-host@0.8.0-0.10
metrics-port@0.10-0.10 model-server-port@0.10-0.10 mooncake-bootstrap-port@0.9.0-0.10
moriio-decode-handshake-port@0.9.0-0.10 moriio-decode-hosts@0.9.0-0.10 moriio-decode-notify-port@0.9.0-0.10
moriio-dp-size@0.9.0-0.10 moriio-dp-size-local@0.9.0-0.10 moriio-local-pod-ip@0.9.0-0.10
moriio-parallel-decode-wait-timeout@0.10-0.10 moriio-parallel-dispatch?@0.9.0-0.10
moriio-prefill-handshake-port@0.9.0-0.10 moriio-prefill-notify-port@0.9.0-0.10 moriio-remote-hosts@0.9.0-0.10
moriio-tp-size@0.9.0-0.10 moriio-write-mode?@0.9.0-0.10 p2p-connector-port@0.10-0.10 pool-group@0.6.0-0.10
port prefill-max-retries@0.9.0-0.10 prefill-retry-backoff@0.9.0-0.10
prefiller-tls-insecure-skip-verify?@0.4.0-0.9.0 prefiller-use-tls?@0.4.0-0.9.0 secure-proxy?
tls-insecure-skip-verify@0.7.0-0.10 tracing?@0.9.0-0.10 vllm-port@0.4.0-0.9.0 zap-devel? zap-encoder
zap-log-level zap-stacktrace-level zap-time-encoding
"""
# llm-d-inference-sim in 0.5.0, 0.6.1, 0.7.0, 0.8.0, 0.9.0, 0.10: each flag, with the first and the last that has it
# where not all do.
SIMULATOR_RELEASES = "0.5.0 0.6.1 0.7.0 0.8.0 0.9.0 0.10"
SIMULATOR = """\
-v add_dir_header? alsologtostderr? alsologtostderrthreshold block-size config data-parallel-rank@0.7.0-0.10
data-parallel-size dataset-in-memory?@0.6.1-0.10 dataset-path@0.6.1-0.10 dataset-table-name@0.8.0-0.10
dataset-url@0.6.1-0.10 default-embedding-dimensions@0.8.0-0.10 ec-transfer-config@0.8.0-0.10 enable-kvcache?
enable-prefix-caching?@0.8.0-0.10 enable-request-id-headers?@0.7.0-0.10 enable-sleep-mode?@0.7.0-0.10
enforce-eager?@0.8.0-0.10 event-batch-size failure-injection-rate failure-types fake-metrics
fake-metrics-refresh-interval@0.8.0-0.10 force-dummy-tokenizer?@0.10-0.10
global-cache-hit-threshold@0.7.0-0.10 hash-seed image-emission-rate@0.10-0.10 inter-token-latency
inter-token-latency-std-dev kv-cache-size kv-cache-transfer-latency kv-cache-transfer-latency-std-dev
kv-cache-transfer-time-per-token kv-cache-transfer-time-std-dev kv-events-replay-endpoint@0.10-0.10
kv-events-replay-queue-size@0.10-0.10 latency-calculator@0.7.0-0.10 legacy_stderr_threshold_behavior?
log-http?@0.9.0-0.10 log_backtrace_at log_dir log_file log_file_max_size logtostderr? lora-modules
max-cpu-loras max-loras max-model-len max-num-seqs max-request-body-size-mb@0.10-0.10
max-tool-call-array-param-length max-tool-call-integer-param max-tool-call-number-param
max-waiting-queue-length@0.6.1-0.10 min-tool-call-array-param-length min-tool-call-integer-param
min-tool-call-number-param mm-encoder-only?@0.8.0-0.10 mm-processor-kwargs@0.8.0-0.10
mm-render-timeout@0.9.0-0.10 mode model no-enable-prefix-caching?@0.10-0.10 no-enable-sleep-mode?@0.10-0.10
no-enforce-eager?@0.10-0.10 no-mm-encoder-only?@0.10-0.10 no-omni?@0.10-0.10
object-tool-call-not-required-field-probability omni?@0.10-0.10 one_output? port prefill-overhead
prefill-time-per-token prefill-time-std-dev render-timeout@0.9.0-0.10 render-url@0.9.0-0.10 seed
self-signed-certs?@0.6.1-0.10 served-model-name skip-tool-validation?@0.10-0.10 skip_headers?
skip_log_headers? ssl-certfile@0.6.1-0.10 ssl-keyfile@0.6.1-0.10 startup-duration@0.9.0-0.10 stderrthreshold
tensor-parallel-size@0.10-0.10 time-factor-under-load time-to-first-token time-to-first-token-std-dev
time-to-generate-image@0.10-0.10 time-to-generate-image-std-dev@0.10-0.10 tokenizers-cache-dir@0.5.0-0.7.0
tool-call-extra-call-probability@0.10-0.10 tool-call-not-required-param-probability
uds-socket-path@0.8.0-0.8.0 use-vllm-map-event-format?@0.10-0.10 vmodule zmq-endpoint
zmq-max-connect-attempts@0.5.0-0.7.0
"""
# vLLM 0.8.5, 0.9.2, 0.10.2, 0.11.2, 0.14.1, 0.17.1, 0.20.2, 0.23.0, 0.26.0, 0.29.0, 0.33.0: each flag, with the first
# and the last that has it where not all do.
VLLM_RELEASES = "0.8.5 0.9.2 0.10.2 0.11.2 0.14.1 0.17.1 0.20.2 0.23.0 0.26.0 0.29.0 0.33.0"
VLLM = """\
-O@0.8.5-0.11.2 -ac@0.14.1-0.33.0 -asc@0.9.2-0.33.0 -cc@0.14.1-0.33.0 -dc@0.26.0-0.33.0 -dcp@0.10.2-0.33.0 -dp
-dpa@0.9.2-0.33.0 -dpb@0.9.2-0.33.0 -dpe@0.11.2-0.33.0 -dph@0.11.2-0.33.0 -dpl@0.9.2-0.33.0 -dpm@0.23.0-0.33.0
-dpn@0.9.2-0.33.0 -dpp@0.9.2-0.33.0 -dpr@0.9.2-0.33.0 -ep@0.14.1-0.33.0 -n@0.11.2-0.33.0 -pcp@0.14.1-0.33.0
-pp -q -r@0.11.2-0.33.0 -sc@0.20.2-0.33.0 -tp additional-config aggregate-engine-logging@0.11.2-0.33.0
all2all-backend@0.11.2-0.33.0 allow-credentials allow-deprecated-quantization@0.14.1-0.33.0 allowed-headers
allowed-local-media-path allowed-media-domains@0.11.2-0.33.0 allowed-methods allowed-origins
anthropic-disabled-thinking-effort@0.33.0-0.33.0 api-key api-server-count@0.9.2-0.33.0
async-scheduling@0.10.2-0.33.0 attention-backend@0.14.1-0.33.0 attention-config@0.14.1-0.33.0
aux-output-config@0.33.0-0.33.0 block-size calculate-kv-scales@0.8.5-0.26.0 chat-template
chat-template-content-format code-revision cohere-format@0.29.0-0.33.0 cohere-is-reasoning-model@0.29.0-0.33.0
collect-detailed-traces compilation-config config config-format convert@0.10.2-0.33.0
cp-kv-cache-interleave-size@0.14.1-0.33.0 cpu-distributed-timeout-seconds@0.23.0-0.33.0 cpu-offload-gb
cpu-offload-params@0.17.1-0.33.0 cuda-graph-sizes@0.9.2-0.11.2 cudagraph-capture-sizes@0.11.2-0.33.0
cudagraph-metrics@0.14.1-0.33.0 custom-histogram-buckets@0.33.0-0.33.0 data-parallel-address@0.9.2-0.33.0
data-parallel-backend@0.9.2-0.33.0 data-parallel-external-lb@0.11.2-0.33.0
data-parallel-hybrid-lb@0.10.2-0.33.0 data-parallel-multi-port-external-lb@0.23.0-0.33.0
data-parallel-rank@0.9.2-0.33.0 data-parallel-rpc-port@0.9.2-0.33.0 data-parallel-size
data-parallel-size-local@0.9.2-0.33.0 data-parallel-start-rank@0.9.2-0.33.0
data-parallel-supervisor-port@0.23.0-0.33.0 dbo-decode-token-threshold@0.11.2-0.33.0
dbo-prefill-token-threshold@0.11.2-0.33.0 dcp-comm-backend@0.20.2-0.33.0
dcp-kv-cache-interleave-size@0.11.2-0.33.0 dcp-q-replicate@0.29.0-0.33.0
decode-context-parallel-size@0.10.2-0.33.0 default-chat-template-kwargs@0.14.1-0.33.0
default-mm-loras@0.10.2-0.33.0 device@0.8.5-0.9.2 device-ids@0.26.0-0.33.0
device-memory-utilization@0.33.0-0.33.0 diffusion-config@0.26.0-0.33.0
disable-access-log-for-endpoints@0.17.1-0.33.0 disable-async-output-proc@0.8.5-0.10.2 disable-cascade-attn
disable-chunked-mm-input disable-custom-all-reduce disable-fastapi-docs
disable-frontend-multiprocessing@0.8.5-0.17.1 disable-hybrid-kv-cache-manager@0.9.2-0.33.0
disable-log-requests@0.8.5-0.14.1 disable-log-stats disable-mm-preprocessor-cache@0.8.5-0.11.2
disable-nccl-for-dp-synchronization@0.11.2-0.33.0 disable-sliding-window disable-uvicorn-access-log
distributed-executor-backend distributed-timeout-seconds@0.20.2-0.33.0 download-dir
dp-supervisor-probe-failure-threshold@0.23.0-0.33.0 dp-supervisor-probe-interval-s@0.23.0-0.33.0
dp-supervisor-probe-timeout-s@0.23.0-0.33.0 dp-sync-interval@0.33.0-0.33.0 dtype
ec-manager-config@0.29.0-0.33.0 ec-transfer-config@0.11.2-0.33.0 elastic-ep-max-dp-size@0.33.0-0.33.0
enable-auto-tool-choice enable-batch-sharded-sampling@0.29.0-0.33.0 enable-bf16x3-router-gemm@0.26.0-0.29.0
enable-chunked-prefill enable-cumem-allocator@0.23.0-0.33.0 enable-dbo@0.11.2-0.33.0
enable-elastic-ep@0.17.1-0.33.0 enable-ep-weight-filter@0.20.2-0.33.0 enable-eplb@0.9.2-0.33.0
enable-expert-parallel enable-fault-tolerance@0.29.0-0.33.0 enable-flash-late-interaction@0.20.2-0.33.0
enable-flashinfer-autotune@0.17.1-0.33.0 enable-force-include-usage@0.9.2-0.33.0 enable-hc-sp@0.33.0-0.33.0
enable-layerwise-nvtx-tracing@0.14.1-0.33.0 enable-log-deltas@0.14.1-0.33.0 enable-log-outputs@0.10.2-0.33.0
enable-log-requests@0.10.2-0.33.0 enable-logging-iteration-details@0.14.1-0.33.0 enable-lora
enable-lora-bias@0.8.5-0.10.2 enable-mamba-cache-stochastic-rounding@0.20.2-0.33.0
enable-mamba-shared-prefix-checkpoint@0.33.0-0.33.0 enable-mfu-metrics@0.14.1-0.33.0
enable-mixed-moe-lora-format@0.23.0-0.33.0 enable-mm-embeds@0.11.2-0.33.0
enable-moe-shared-loras@0.26.0-0.33.0 enable-multimodal-encoder-data-parallel@0.9.2-0.11.2
enable-nccl-comm-suspend@0.33.0-0.33.0 enable-offline-docs@0.14.1-0.33.0
enable-per-request-metrics@0.26.0-0.33.0 enable-prefix-caching enable-prompt-adapter@0.8.5-0.9.2
enable-prompt-embeds@0.9.2-0.33.0 enable-prompt-tokens-details enable-reasoning@0.8.5-0.9.2
enable-request-id-headers enable-return-routed-experts@0.14.1-0.33.0 enable-scale-out@0.33.0-0.33.0
enable-server-load-tracking enable-shm-tensor-arena@0.33.0-0.33.0 enable-sleep-mode enable-ssl-refresh
enable-tokenizer-info-endpoint@0.10.2-0.33.0 enable-tower-connector-lora@0.14.1-0.33.0
enable-trace-replay@0.29.0-0.33.0 enforce-eager engram-config@0.33.0-0.33.0 eplb-config@0.10.2-0.33.0
eplb-log-balancedness@0.9.2-0.11.2 eplb-step-interval@0.9.2-0.11.2 eplb-window-size@0.9.2-0.11.2
exclude-tools-when-tool-choice-none@0.10.2-0.33.0 expand-tools-even-if-tool-choice-none@0.9.2-0.9.2
expert-placement-strategy@0.11.2-0.33.0 fail-on-environ-validation@0.17.1-0.33.0
fault-tolerance-config@0.29.0-0.33.0 fingerprint-mode@0.23.0-0.33.0 fingerprint-value@0.23.0-0.33.0
fully-sharded-loras gdn-prefill-backend@0.20.2-0.33.0 generation-config gpu-memory-utilization
grpc@0.20.2-0.33.0 grpc-port@0.33.0-0.33.0 guided-decoding-backend@0.8.5-0.10.2
guided-decoding-disable-additional-properties@0.9.2-0.10.2 guided-decoding-disable-any-whitespace@0.9.2-0.10.2
guided-decoding-disable-fallback@0.9.2-0.10.2 h11-max-header-count@0.10.2-0.33.0
h11-max-incomplete-event-size@0.10.2-0.33.0 headless@0.9.2-0.33.0 hf-config-path hf-overrides hf-token host
ignore-patterns interleave-mm-strings@0.10.2-0.33.0 io-processor-plugin@0.10.2-0.33.0
ir-op-priority@0.20.2-0.33.0 jit-monitor-mode@0.26.0-0.33.0 jit-monitor-verbose@0.26.0-0.33.0
kda-decode-backend@0.33.0-0.33.0 kda-prefill-backend@0.29.0-0.33.0 kernel-config@0.17.1-0.33.0 kv-cache-dtype
kv-cache-dtype-skip-layers@0.20.2-0.33.0 kv-cache-memory-bytes@0.10.2-0.33.0 kv-cache-metrics@0.14.1-0.33.0
kv-cache-metrics-sample@0.14.1-0.33.0 kv-events-config@0.9.2-0.33.0 kv-offloading-backend@0.11.2-0.33.0
kv-offloading-size@0.11.2-0.33.0 kv-sharing-fast-prefill@0.10.2-0.33.0 kv-transfer-config
language-model-only@0.17.1-0.33.0 limit-mm-per-prompt linear-backend@0.23.0-0.33.0 load-format
log-config-file@0.9.2-0.33.0 log-error-stack@0.10.2-0.33.0 log-level@0.33.0-0.33.0
logging-config@0.33.0-0.33.0 logits-processor-pattern@0.8.5-0.14.1 logits-processors@0.10.2-0.33.0
logprobs-mode@0.10.2-0.33.0 long-lora-scaling-factors@0.8.5-0.9.2 long-prefill-token-threshold
long-prefill-token-threshold-adaptive@0.33.0-0.33.0 lora-dtype lora-extra-vocab-size@0.8.5-0.11.2 lora-modules
lora-target-modules@0.20.2-0.33.0 mamba-backend@0.20.2-0.33.0 mamba-block-size@0.11.2-0.33.0
mamba-cache-dtype@0.10.2-0.33.0 mamba-cache-mode@0.17.1-0.33.0 mamba-cache-philox-rounds@0.20.2-0.33.0
mamba-ssm-cache-dtype@0.10.2-0.33.0 mamba-ssu-algorithm@0.29.0-0.33.0 master-addr@0.11.2-0.33.0
master-port@0.11.2-0.33.0 max-cpu-loras max-cudagraph-capture-size@0.11.2-0.33.0 max-log-len max-logprobs
max-long-partial-prefills@0.8.5-0.26.0 max-lora-cls-labels@0.33.0-0.33.0 max-lora-rank max-loras max-model-len
max-num-active-seqs@0.33.0-0.33.0 max-num-batched-tokens max-num-partial-prefills@0.8.5-0.26.0
max-num-queued-reqs@0.29.0-0.33.0 max-num-queued-tokens@0.29.0-0.33.0 max-num-scheduled-tokens@0.26.0-0.33.0
max-num-seqs max-parallel-loading-workers max-prompt-adapter-token@0.8.5-0.9.2 max-prompt-adapters@0.8.5-0.9.2
max-seq-len-to-capture@0.8.5-0.10.2 media-io-kwargs@0.9.2-0.33.0 middleware
mm-device-do-normalize@0.29.0-0.33.0 mm-encoder-attn-backend@0.11.2-0.33.0 mm-encoder-attn-dtype@0.23.0-0.33.0
mm-encoder-fp8-scale-path@0.23.0-0.33.0 mm-encoder-fp8-scale-save-margin@0.23.0-0.33.0
mm-encoder-fp8-scale-save-path@0.23.0-0.33.0 mm-encoder-only@0.17.1-0.33.0 mm-encoder-tp-mode@0.10.2-0.33.0
mm-hasher-algorithm@0.29.0-0.33.0 mm-ipc-gpu-memory-gb@0.26.0-0.33.0 mm-processor-cache-gb@0.10.2-0.33.0
mm-processor-cache-type@0.11.2-0.33.0 mm-processor-device@0.29.0-0.33.0 mm-processor-kwargs
mm-shm-cache-max-object-size-mb@0.11.2-0.33.0 mm-tensor-ipc@0.20.2-0.33.0 model
model-class-overrides@0.26.0-0.33.0 model-impl model-loader-extra-config moe-backend@0.17.1-0.33.0
monokernel@0.33.0-0.33.0 multi-step-stream-outputs@0.8.5-0.9.2 nnodes@0.11.2-0.33.0 node-rank@0.11.2-0.33.0
num-gpu-blocks-override num-lookahead-slots@0.8.5-0.11.2 num-redundant-experts@0.9.2-0.11.2
num-scheduler-steps@0.8.5-0.9.2 numa-bind@0.20.2-0.33.0 numa-bind-cpus@0.20.2-0.33.0
numa-bind-nodes@0.20.2-0.33.0 offload-backend@0.17.1-0.33.0 offload-group-size@0.17.1-0.33.0
offload-num-in-group@0.17.1-0.33.0 offload-params@0.17.1-0.33.0 offload-prefetch-step@0.17.1-0.33.0
optimization-level@0.14.1-0.33.0 otlp-traces-endpoint override-attention-dtype@0.9.2-0.26.0
override-generation-config override-neuron-config@0.8.5-0.9.2 override-pooler-config@0.8.5-0.11.2
per-request-spec-decode-metrics@0.29.0-0.33.0 performance-mode@0.17.1-0.33.0 pipeline-parallel-size
pooler-config@0.11.2-0.33.0 port preemption-mode@0.8.5-0.10.2 prefill-context-parallel-size@0.14.1-0.33.0
prefill-schedule-interval@0.26.0-0.33.0 prefix-cache-retention-interval@0.29.0-0.33.0 prefix-caching-hash-algo
prefix-match-unit@0.26.0-0.33.0 profiler-config@0.14.1-0.33.0 prompt-adapters@0.8.5-0.9.2
pt-load-map-location@0.9.2-0.33.0 qlora-adapter-name-or-path@0.8.5-0.9.2 quantization
quantization-config@0.23.0-0.33.0 ray-workers-use-nsight reasoning-config@0.20.2-0.33.0
reasoning-effort-map@0.33.0-0.33.0 reasoning-parser reasoning-parser-plugin@0.11.2-0.33.0
renderer-num-workers@0.20.2-0.33.0 replayssm-buffer-len@0.29.0-0.33.0 response-role
return-sampling-mask@0.29.0-0.33.0 return-tokens-as-token-ids revision root-path rope-scaling@0.8.5-0.10.2
rope-theta@0.8.5-0.10.2 runner@0.10.2-0.33.0 safetensors-load-strategy@0.10.2-0.33.0
safetensors-prefetch-block-size@0.23.0-0.33.0 safetensors-prefetch-num-threads@0.23.0-0.33.0 scheduler-cls
scheduler-delay-factor@0.8.5-0.10.2 scheduler-reserve-full-isl@0.20.2-0.33.0 scheduling-policy seed
served-model-name show-hidden-metrics-for-version shutdown-timeout@0.20.2-0.33.0
skip-mm-profiling@0.10.2-0.33.0 skip-tokenizer-init sleep-mode-backend@0.33.0-0.33.0
sleep-mode-offload-cudagraph@0.33.0-0.33.0 sleep-preserve-parameter-names@0.33.0-0.33.0
sparse-indexer-topk-backend@0.33.0-0.33.0 spec-method@0.23.0-0.33.0 spec-model@0.23.0-0.33.0
spec-tokens@0.23.0-0.33.0 specialize-active-lora@0.17.1-0.33.0 speculative-config
sse-keep-alive-interval@0.29.0-0.33.0 ssl-ca-certs ssl-cert-reqs ssl-certfile ssl-ciphers@0.17.1-0.33.0
ssl-keyfile stream-interval@0.11.2-0.33.0 structured-outputs-config@0.11.2-0.33.0
swa-bounded-replay@0.33.0-0.33.0 swap-space@0.8.5-0.17.1 task@0.8.5-0.11.2 tensor-parallel-size tokenizer
tokenizer-mode tokenizer-pool-extra-config@0.8.5-0.9.2 tokenizer-pool-size@0.8.5-0.9.2
tokenizer-pool-type@0.8.5-0.9.2 tokenizer-revision tokens-only@0.11.2-0.33.0 tool-call-parser
tool-parser-plugin tool-server@0.10.2-0.33.0 tool-strict-level@0.33.0-0.33.0 trust-remote-code
trust-request-chat-template@0.11.2-0.33.0 trust-request-mm-kwargs@0.33.0-0.33.0 ubatch-size@0.14.1-0.33.0
uds@0.10.2-0.33.0 use-fp64-gumbel@0.23.0-0.33.0 use-gpu-for-pooling-score@0.17.1-0.17.1
use-replayssm@0.29.0-0.33.0 use-tqdm-on-load use-v2-block-manager@0.8.5-0.9.2 uvicorn-log-level
video-pruning-method@0.29.0-0.33.0 video-pruning-rate@0.11.2-0.33.0 watchdog-config@0.33.0-0.33.0
watermark@0.26.0-0.33.0 watermark-config@0.33.0-0.33.0 weight-transfer-config@0.17.1-0.33.0 worker-cls
worker-extension-cls
"""
