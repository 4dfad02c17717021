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
# SGLang 0.4.6, 0.4.9, 0.5.1, 0.5.3, 0.5.5, 0.5.7, 0.5.9, 0.5.11, 0.5.13, 0.5.16, 0.5.20, 0.5.23: each flag, with the
# first and the last that has it where not all do.
SGLANG_RELEASES = "0.4.6 0.4.9 0.5.1 0.5.3 0.5.5 0.5.7 0.5.9 0.5.11 0.5.13 0.5.16 0.5.20 0.5.23"
SGLANG = """\
abort-on-priority-when-disabled?@0.5.5-0.5.23 admin-api-key@0.5.9-0.5.23 allow-auto-truncate?
allowed-media-domains@0.5.20-0.5.23 api-key asr-max-buffer-seconds@0.5.13-0.5.23
asr-max-concurrent-sessions@0.5.13-0.5.23 attention-backend attention-context-parallel-size@0.5.9-0.5.23
attention-data-parallel-size@0.5.23-0.5.23 attn-cp-size@0.5.9-0.5.23 attn-dp-size@0.5.23-0.5.23 base-gpu-id
batch-notify-size@0.5.11-0.5.23 bf16-gemm-backend@0.5.16-0.5.23 boundary-reduction@0.5.23-0.5.23
bucket-e2e-request-latency bucket-inter-token-latency bucket-time-to-first-token c128-page-size@0.5.20-0.5.23
chat-template checkpoint-engine-wait-weights-before-ready?@0.5.5-0.5.23 chunked-prefill-size
collect-tokens-histogram?@0.4.6-0.5.16 completion-template config@0.5.3-0.5.23
constrained-json-disable-any-whitespace?@0.5.5-0.5.23 constrained-json-max-whitespace-cnt@0.5.23-0.5.23
constrained-json-whitespace-pattern context-bucket@0.5.23-0.5.23 context-length cp-strategy@0.5.16-0.5.23
cpu-offload-gb crash-dump-folder@0.4.9-0.5.23 cuda-graph-backend-decode@0.5.16-0.5.23
cuda-graph-backend-prefill@0.5.16-0.5.23 cuda-graph-bs@0.4.6-0.5.16 cuda-graph-bs-decode@0.5.16-0.5.23
cuda-graph-bs-prefill@0.5.16-0.5.23 cuda-graph-config@0.5.16-0.5.23 cuda-graph-max-bs@0.4.6-0.5.16
cuda-graph-max-bs-decode@0.5.16-0.5.23 cuda-graph-max-bs-prefill@0.5.16-0.5.23
cuda-graph-max-seq-len-prefill@0.5.23-0.5.23 cuda-graph-prefill-max-context@0.5.23-0.5.23
cuda-graph-tc-compiler@0.5.16-0.5.20 custom-sigquit-handler@0.5.7-0.5.13 custom-weight-loader@0.4.9-0.5.23
data-parallel-size dcp-comm-backend@0.5.20-0.5.23 dcp-replicate-q-proj@0.5.20-0.5.23 dcp-size@0.5.16-0.5.23
debug-cuda-graph?@0.5.11-0.5.23 debug-tensor-dump-inject@0.4.6-0.5.13 debug-tensor-dump-input-file
debug-tensor-dump-layers@0.5.5-0.5.23 debug-tensor-dump-output-folder
debug-tensor-dump-prefill-only?@0.4.9-0.5.3 decode-attention-backend@0.4.9-0.5.23
decode-context-parallel-size@0.5.16-0.5.23 decode-log-interval decoupled-spec-bind-endpoint@0.5.16-0.5.23
decoupled-spec-connect-endpoints@0.5.16-0.5.23 decoupled-spec-rank@0.5.16-0.5.23
decoupled-spec-role@0.5.16-0.5.23 decrypted-config-file@0.5.5-0.5.23 decrypted-draft-config-file@0.5.5-0.5.23
deepep-config deepep-dispatcher-output-dtype@0.5.13-0.5.23 deepep-mode deepep-v2-mode@0.5.20-0.5.23
default-chat-template-kwargs@0.5.16-0.5.23 default-priority-value@0.5.11-0.5.23 delete-ckpt-after-loading?
detokenizer-worker-num@0.5.13-0.5.23 device disable-aiter-allreduce-fusion-in-decode?@0.5.23-0.5.23
disable-aiter-allreduce-fusion-in-prefill?@0.5.23-0.5.23 disable-attn-tp-gather?@0.5.13-0.5.23
disable-chunked-prefix-cache? disable-cuda-graph-padding? disable-cuda-graph? disable-custom-all-reduce?
disable-decode-cuda-graph?@0.5.16-0.5.23 disable-fast-image-processor?
disable-flashinfer-autotune?@0.5.7-0.5.23 disable-flashinfer-cutlass-moe-fp4-allgather?@0.5.1-0.5.23
disable-hicache-numa-detect?@0.5.9-0.5.9 disable-hybrid-swa-memory?@0.4.9-0.5.23 disable-outlines-disk-cache?
disable-overlap-schedule? disable-piecewise-cuda-graph?@0.5.11-0.5.16
disable-prefill-cuda-graph?@0.5.16-0.5.23 disable-priority-preemption?@0.5.11-0.5.23 disable-radix-cache?
disable-shared-experts-fusion?@0.4.9-0.5.23 disable-tokenizer-batch-decode?@0.5.5-0.5.23
disaggregation-bootstrap-port disaggregation-decode-allocation-policy@0.5.23-0.5.23
disaggregation-decode-dp@0.4.9-0.5.9 disaggregation-decode-enable-fake-auto?@0.5.7-0.5.7
disaggregation-decode-enable-offload-kvcache?@0.5.3-0.5.23
disaggregation-decode-enable-radix-cache?@0.5.11-0.5.23 disaggregation-decode-extra-slots@0.5.16-0.5.23
disaggregation-decode-host-receive-threshold@0.5.23-0.5.23 disaggregation-decode-polling-interval@0.5.3-0.5.23
disaggregation-decode-retraction-backup@0.5.20-0.5.23 disaggregation-decode-tp@0.4.9-0.5.9
disaggregation-enable-kv-checksum?@0.5.23-0.5.23 disaggregation-ib-device disaggregation-mode
disaggregation-prefill-pp@0.4.9-0.5.9 disaggregation-transfer-backend dist-init-addr dist-timeout
dllm-algorithm@0.5.7-0.5.23 dllm-algorithm-config@0.5.7-0.5.23 dllm-fdfo@0.5.16-0.5.23 download-dir dp-size
ds-channel-config-path@0.4.6-0.5.9 ds-heavy-channel-num@0.4.6-0.5.9 ds-heavy-channel-type@0.4.6-0.5.9
ds-heavy-token-num@0.4.6-0.5.9 ds-sparse-decode-threshold@0.4.6-0.5.9 dsa-decode-backend@0.5.13-0.5.23
dsa-paged-mqa-logits-backend@0.5.16-0.5.23 dsa-prefill-backend@0.5.13-0.5.23 dsa-prefill-cp-mode@0.5.13-0.5.16
dsa-topk-backend@0.5.13-0.5.23 dsa-triton-union@0.5.23-0.5.23 dsv4-attn-backend@0.5.20-0.5.23
dsv4-prefill-backend@0.5.20-0.5.23 dtype dwdp-size@0.5.20-0.5.23
dynamic-batch-tokenizer-batch-size@0.5.3-0.5.23 dynamic-batch-tokenizer-batch-timeout@0.5.3-0.5.23
elastic-ep-backend@0.5.5-0.5.23 elastic-ep-initial-size@0.5.16-0.5.23 elastic-ep-join-mode@0.5.16-0.5.23
elastic-ep-join-rank-offset@0.5.16-0.5.23 elastic-ep-rejoin?@0.5.11-0.5.20
elastic-ep-scale-timeout@0.5.16-0.5.23 enable-adaptive-dispatch-to-encoder?@0.5.11-0.5.23
enable-aiter-allreduce-fusion?@0.5.11-0.5.23 enable-amd-monokernel?@0.5.23-0.5.23
enable-attn-tp-input-scattered?@0.5.7-0.5.23 enable-breakable-cuda-graph?@0.5.11-0.5.16
enable-broadcast-mm-inputs-process?@0.5.7-0.5.23 enable-cache-report? enable-cp-decode-attn-tp?@0.5.20-0.5.23
enable-cudagraph-gc?@0.5.1-0.5.23 enable-custom-logit-processor?
enable-decoder-swa-bounded-replay@0.5.23-0.5.23 enable-deepep-moe?@0.4.6-0.5.3
enable-deepep-waterfill?@0.5.13-0.5.13 enable-deepseek-v4-fp4-indexer?@0.5.13-0.5.23
enable-dense-mlp-attn-tp?@0.5.20-0.5.23 enable-deterministic-inference?@0.5.3-0.5.23
enable-double-sparsity?@0.4.6-0.5.9 enable-dp-attention-local-control-broadcast?@0.5.11-0.5.23
enable-dp-attention? enable-dp-lm-head? enable-draft-weights-cpu-backup?@0.5.7-0.5.23
enable-dsa-cache-layer-split?@0.5.16-0.5.23 enable-dsa-fused-indexer@0.5.23-0.5.23
enable-dsa-prefill-context-parallel?@0.5.13-0.5.16 enable-dynamic-batch-tokenizer?@0.5.3-0.5.23
enable-dynamic-chunking?@0.5.7-0.5.23 enable-elastic-expert-backup?@0.5.11-0.5.23
enable-encoder-swa-bounded-replay?@0.5.23-0.5.23 enable-ep-moe?@0.4.6-0.5.3 enable-eplb?
enable-expert-distribution-metrics?@0.4.6-0.5.16 enable-flashinfer-allreduce-fusion?@0.4.9-0.5.23
enable-flashinfer-cutedsl-moe@0.5.3-0.5.3 enable-flashinfer-cutlass-moe?@0.4.9-0.5.3
enable-flashinfer-mla@0.4.6-0.4.6 enable-flashinfer-mxfp4-moe?@0.5.1-0.5.3
enable-flashinfer-trtllm-moe?@0.4.9-0.5.3 enable-flashmla@0.4.6-0.4.6 enable-flexkv?@0.5.16-0.5.23
enable-forward-pass-metrics?@0.5.13-0.5.23 enable-fp32-lm-head?@0.5.3-0.5.23
enable-fused-moe-sum-all-reduce?@0.5.11-0.5.23 enable-fused-qk-norm-rope?@0.5.7-0.5.23
enable-gdn-replayssm-spec?@0.5.16-0.5.16 enable-hicache?@0.5.23-0.5.23 enable-hierarchical-cache?
enable-hisparse?@0.5.11-0.5.23 enable-http-worker-reuseport?@0.5.23-0.5.23 enable-http2?@0.5.11-0.5.23
enable-int8-mamba-checkpoint?@0.5.16-0.5.23 enable-kv-cache-sharding?@0.5.23-0.5.23
enable-layernorm-sp?@0.5.20-0.5.23 enable-layerwise-nvtx-marker?@0.5.7-0.5.23
enable-lean-attention@0.5.20-0.5.23 enable-linear-replayssm-spec?@0.5.20-0.5.23
enable-linear-replayssm?@0.5.16-0.5.23 enable-linker-mla-dedup?@0.5.23-0.5.23 enable-lmcache?@0.5.3-0.5.23
enable-lora-overlap-loading?@0.5.9-0.5.23 enable-lora?@0.4.9-0.5.23
enable-mamba-cache-stochastic-rounding?@0.5.16-0.5.23 enable-megamoe-for-layernorm-sp?@0.5.23-0.5.23
enable-memory-saver? enable-metrics-for-all-schedulers?@0.4.9-0.5.23 enable-metrics?
enable-mfu-metrics?@0.5.11-0.5.23 enable-mis?@0.5.11-0.5.23 enable-mixed-chunk?
enable-mm-global-cache?@0.5.11-0.5.23 enable-mscclpp?@0.4.9-0.5.23 enable-multi-layer-eagle?@0.5.7-0.5.23
enable-multimodal? enable-nan-detection?@0.4.6-0.5.11 enable-nccl-nvls?
enable-nsa-prefill-context-parallel?@0.5.7-0.5.16 enable-nvidia-megakernel?@0.5.23-0.5.23 enable-p2p-check?
enable-page-major-kv-layout?@0.5.16-0.5.23 enable-paged-experts?@0.5.23-0.5.23
enable-pd-role-switch?@0.5.23-0.5.23 enable-pdmux?@0.4.9-0.5.23 enable-piecewise-cuda-graph?@0.5.5-0.5.13
enable-precise-embedding-interpolation?@0.5.7-0.5.23 enable-prefill-context-parallel?@0.5.11-0.5.16
enable-prefill-cp?@0.5.16-0.5.23 enable-prefill-delayer?@0.5.9-0.5.23 enable-prefix-mm-cache?@0.5.7-0.5.23
enable-priority-scheduling?@0.5.3-0.5.23 enable-profile-cuda-graph?@0.4.9-0.5.23
enable-quant-communications?@0.5.11-0.5.23 enable-request-time-stats-logging?
enable-response-store?@0.5.20-0.5.23 enable-return-aux-hidden-states?@0.5.23-0.5.23
enable-return-hidden-states?@0.4.9-0.5.23 enable-return-indexer-topk?@0.5.13-0.5.23
enable-return-routed-experts?@0.5.7-0.5.23 enable-scattered-sconv?@0.5.16-0.5.23
enable-session-radix-cache?@0.5.16-0.5.23 enable-shared-experts-attn-tp?@0.5.20-0.5.23
enable-single-batch-overlap?@0.5.3-0.5.23 enable-ssl-refresh?@0.5.11-0.5.23
enable-streaming-session?@0.5.11-0.5.23 enable-strict-thinking?@0.5.13-0.5.23 enable-symm-mem?@0.5.1-0.5.23
enable-tf32-matmul?@0.5.16-0.5.23 enable-tokenizer-batch-encode? enable-torch-compile-debug-mode?@0.5.7-0.5.23
enable-torch-compile? enable-torch-symm-mem?@0.5.3-0.5.23 enable-tp-lm-head-all-to-all@0.5.20-0.5.23
enable-trace?@0.5.3-0.5.23 enable-triton-kernel-moe?@0.4.9-0.5.3 enable-two-batch-overlap?@0.4.9-0.5.23
enable-unified-cache-external-linker?@0.5.20-0.5.23 enable-unified-memory?@0.5.16-0.5.23
enable-w4a4-mxfp4-megamoe?@0.5.20-0.5.23 enable-waterfill?@0.5.16-0.5.23 enable-watermark?@0.5.23-0.5.23
enable-weights-cpu-backup?@0.5.3-0.5.23 encoder-bootstrap-port@0.5.13-0.5.23 encoder-only?@0.5.7-0.5.23
encoder-register-urls@0.5.13-0.5.23 encoder-transfer-backend@0.5.7-0.5.23 encoder-urls@0.5.7-0.5.23
enforce-disable-flashinfer-allreduce-fusion?@0.5.11-0.5.23 enforce-piecewise-cuda-graph?@0.5.11-0.5.16
enforce-shared-experts-fusion?@0.5.11-0.5.23 engine-info-bootstrap-port@0.5.11-0.5.23 ep@0.5.1-0.5.23
ep-dispatch-algorithm ep-num-redundant-experts ep-size eplb-algorithm@0.4.9-0.5.23
eplb-min-rebalancing-utilization-threshold@0.5.3-0.5.23 eplb-rebalance-layers-per-chunk@0.4.9-0.5.23
eplb-rebalance-num-iterations expert-balancedness-report-mode@0.5.20-0.5.23
expert-distribution-recorder-buffer-size expert-distribution-recorder-mode expert-parallel-size
experts-shared-outer-loras@0.5.11-0.5.23 export-metrics-to-file-dir@0.5.7-0.5.23
export-metrics-to-file?@0.5.7-0.5.23 extra-metric-labels@0.5.9-0.5.23 fastapi-root-path@0.5.7-0.5.23
file-storage-path flashinfer-a2a-dispatch-type@0.5.20-0.5.23 flashinfer-allreduce-fusion-backend@0.5.16-0.5.23
flashinfer-autotune-skip-ops@0.5.20-0.5.23 flashinfer-mla-disable-ragged?
flashinfer-mxfp4-moe-precision@0.5.1-0.5.23 flexkv-config-file@0.5.16-0.5.23 forward-hooks@0.5.7-0.5.23
forward-pass-metrics-ipc-name@0.5.13-0.5.23 forward-pass-metrics-worker-id@0.5.13-0.5.23
fp4-gemm-backend@0.5.9-0.5.23 fp8-gemm-backend@0.5.7-0.5.23 fuseep-mode@0.5.16-0.5.23
gated-launch-port@0.5.20-0.5.23 gc-threshold@0.5.11-0.5.23 gc-warning-threshold-secs@0.5.1-0.5.23
generation-tokens-buckets@0.5.3-0.5.23 gpu-id-step grammar-backend grpc-http-sidecar-port@0.5.11-0.5.23
grpc-mode?@0.5.5-0.5.23 grpc-port@0.5.16-0.5.23 grpc-response-timeout-secs@0.5.23-0.5.23
hf-chat-template-name@0.5.9-0.5.23 hicache-host-memory-fraction@0.5.23-0.5.23
hicache-host-memory-mode@0.5.20-0.5.23 hicache-io-backend@0.4.9-0.5.23 hicache-mem-layout@0.5.1-0.5.23
hicache-ratio hicache-size hicache-storage-backend@0.4.9-0.5.23
hicache-storage-backend-extra-config@0.5.3-0.5.23 hicache-storage-prefetch-policy@0.5.1-0.5.23
hicache-storage-prefetch-retry-max-attempts@0.5.20-0.5.23
hicache-storage-prefetch-retry-poll-interval@0.5.20-0.5.23 hicache-write-policy
hierarchical-sparse-attention-extra-config@0.5.9-0.5.23 hisparse-config@0.5.11-0.5.23 host
http2-initial-connection-window-size@0.5.20-0.5.23 http2-max-concurrent-streams@0.5.20-0.5.23
hybrid-kvcache-ratio@0.4.9-0.5.13 image-processor-backend@0.5.20-0.5.23
incremental-streaming-output?@0.5.11-0.5.23 init-expert-location int8-mamba-ckpt-size@0.5.16-0.5.23
is-embedding? json-model-override-args keep-mm-feature-on-device?@0.5.3-0.5.20 kt-amx-method@0.5.5-0.5.5
kt-amx-weight-path@0.5.5-0.5.5 kt-cpuinfer@0.5.5-0.5.23 kt-max-deferred-experts-per-token@0.5.5-0.5.23
kt-method@0.5.7-0.5.23 kt-num-gpu-experts@0.5.5-0.5.23 kt-threadpool-count@0.5.5-0.5.23
kt-weight-path@0.5.7-0.5.23 kv-cache-dtype kv-canary@0.5.13-0.5.23 kv-canary-real-data@0.5.13-0.5.23
kv-canary-sweep-interval@0.5.13-0.5.23 kv-events-config language-model-only?@0.5.20-0.5.23
language-only?@0.5.7-0.5.23 limit-mm-data-per-request@0.5.7-0.5.23 linear-attn-backend@0.5.11-0.5.23
linear-attn-decode-backend@0.5.11-0.5.23 linear-attn-prefill-backend@0.5.11-0.5.23
linear-attn-verify-backend@0.5.20-0.5.23 linear-replayssm-cache-len@0.5.16-0.5.23
lmcache-config-file@0.5.13-0.5.23 load-balance-method load-format load-publish-endpoint@0.5.20-0.5.23
load-snapshot-publish-interval@0.5.13-0.5.23 load-watch-interval@0.5.3-0.5.5 log-level log-level-http
log-requests-format@0.5.7-0.5.23 log-requests-level log-requests-target@0.5.9-0.5.23 log-requests?
lora-backend lora-drain-wait-threshold@0.5.13-0.5.23 lora-eviction-policy@0.5.5-0.5.23 lora-paths
lora-strict-loading@0.5.11-0.5.23 lora-target-modules@0.4.9-0.5.23 lora-use-virtual-experts?@0.5.11-0.5.23
mamba-backend@0.5.9-0.5.23 mamba-cache-philox-rounds@0.5.16-0.5.23 mamba-full-memory-ratio@0.5.5-0.5.23
mamba-max-states-per-path@0.5.20-0.5.23 mamba-radix-cache-strategy@0.5.16-0.5.23
mamba-scheduler-strategy@0.5.7-0.5.16 mamba-ssm-dtype@0.5.3-0.5.23 mamba-track-interval@0.5.7-0.5.23
max-ep-size@0.5.16-0.5.23 max-loaded-loras@0.5.1-0.5.23 max-lora-chunk-size@0.5.3-0.5.23
max-lora-rank@0.4.9-0.5.23 max-loras-per-batch max-mamba-cache-size@0.5.3-0.5.23
max-micro-batch-size@0.4.6-0.5.3 max-prefill-tokens max-queued-requests@0.4.9-0.5.23 max-running-requests
max-total-tokens media-url-max-file-size-mb@0.5.20-0.5.23 mem-fraction-static
min-free-slots-delay@0.5.16-0.5.23 mlx-enable-sampling?@0.5.20-0.5.23 mm-attention-backend
mm-enable-dp-encoder?@0.5.7-0.5.23 mm-feature-transport@0.5.16-0.5.23 mm-global-cache-backend@0.5.20-0.5.23
mm-io-worker-num@0.5.20-0.5.23 mm-max-concurrent-calls@0.5.5-0.5.9 mm-per-request-timeout@0.5.5-0.5.9
mm-preprocess-cache-size-mb@0.5.20-0.5.23 mm-process-config@0.5.7-0.5.23 mm-processor-worker-num@0.5.20-0.5.23
model@0.4.9-0.5.23 model-checksum@0.5.9-0.5.23 model-config-parser@0.5.13-0.5.23 model-impl@0.4.9-0.5.23
model-loader-extra-config@0.4.9-0.5.23 model-path modelexpress-config@0.5.11-0.5.23
modelopt-checkpoint-restore-path@0.5.5-0.5.23 modelopt-checkpoint-save-path@0.5.5-0.5.23
modelopt-export-path@0.5.5-0.5.23 modelopt-quant@0.5.5-0.5.23 moe-a2a-backend@0.5.1-0.5.23
moe-data-parallel-size@0.5.9-0.5.23 moe-dense-tp-size moe-dp-size@0.5.9-0.5.23 moe-runner-backend@0.5.1-0.5.23
monokernel-backend@0.5.23-0.5.23 mooncake-ib-device@0.5.5-0.5.23 msprobe-dump-config@0.5.11-0.5.23
multi-item-scoring-delimiter@0.5.5-0.5.9 n-share-experts-fusion@0.4.6-0.4.6 nccl-init-addr
nccl-port@0.4.9-0.5.23 nnodes node-rank nsa-decode@0.5.3-0.5.3 nsa-decode-backend@0.5.5-0.5.16
nsa-prefill@0.5.3-0.5.3 nsa-prefill-backend@0.5.5-0.5.16 nsa-prefill-cp-mode@0.5.9-0.5.16
num-continuous-decode-steps num-reserved-decode-tokens@0.4.9-0.5.23 numa-node@0.5.3-0.5.23
offload-group-size@0.5.1-0.5.23 offload-mode@0.5.1-0.5.23 offload-num-in-group@0.5.1-0.5.23
offload-prefetch-step@0.5.1-0.5.23 oltp-traces-endpoint@0.5.3-0.5.3 optimistic-prefill-attempts@0.5.16-0.5.23
optimistic-prefill-retries@0.5.13-0.5.13 otlp-service-name@0.5.23-0.5.23 otlp-traces-endpoint@0.5.5-0.5.23
page-size paged-experts-num-resident@0.5.23-0.5.23 pdlb-url@0.4.6-0.5.1 pdmux-config-path@0.5.5-0.5.23
piecewise-cuda-graph-compiler@0.5.5-0.5.16 piecewise-cuda-graph-max-tokens@0.5.5-0.5.16
piecewise-cuda-graph-tokens@0.5.5-0.5.16 pipeline-parallel-size ple-offload-backend@0.5.20-0.5.23
ple-offload-dir@0.5.20-0.5.23 ple-offload-embedding@0.5.20-0.5.23 port pp-async-batch-depth@0.5.7-0.5.23
pp-max-micro-batch-size@0.5.5-0.5.23 pp-size pre-warm-nccl?@0.5.11-0.5.23 preferred-sampling-params
prefill-attention-backend@0.4.9-0.5.23 prefill-cp-mode@0.5.11-0.5.16 prefill-decode-interval@0.5.20-0.5.23
prefill-decode-interval-min-bs@0.5.23-0.5.23 prefill-delayer-forward-passes-buckets@0.5.9-0.5.23
prefill-delayer-max-delay-ms@0.5.13-0.5.23 prefill-delayer-max-delay-passes@0.5.9-0.5.23
prefill-delayer-queue-min-ratio@0.5.13-0.5.23 prefill-delayer-token-usage-low-watermark@0.5.9-0.5.23
prefill-delayer-wait-seconds-buckets@0.5.9-0.5.23 prefill-kv-cache-dequant-dtype@0.5.23-0.5.23
prefill-max-requests@0.5.7-0.5.23 prefill-only-disable-kv-cache?@0.5.13-0.5.23
prefill-round-robin-balance?@0.5.3-0.5.16 priority-scheduling-preemption-threshold@0.5.3-0.5.23
prompt-tokens-buckets@0.5.3-0.5.23 qsa-indexer-dtype@0.5.23-0.5.23 quantization quantization-param-path
quantize-and-serve?@0.5.5-0.5.23 radix-cache-backend@0.5.13-0.5.23 radix-eviction-policy@0.5.3-0.5.23
radix-eviction-policy-config@0.5.20-0.5.23 random-seed reasoning-parser record-nolora-graph@0.5.11-0.5.11
remote-instance-weight-loader-backend@0.5.7-0.5.23 remote-instance-weight-loader-seed-instance-ip@0.5.3-0.5.23
remote-instance-weight-loader-seed-instance-service-port@0.5.3-0.5.23
remote-instance-weight-loader-send-weights-group-ports@0.5.3-0.5.23
remote-instance-weight-loader-start-seed-via-transfer-engine?@0.5.7-0.5.23 retraction-policy@0.5.16-0.5.23
return-aux-hidden-state-layer-ids@0.5.23-0.5.23 return-hidden-states-mode@0.5.20-0.5.23
return-input-ids?@0.5.20-0.5.23 return-output-ids?@0.5.20-0.5.23 revision rl-on-policy-target@0.5.5-0.5.23
rl-quant-profile@0.5.7-0.5.23 sampling-backend sampling-defaults@0.5.5-0.5.23
sampling-mask-max-tokens@0.5.20-0.5.23 schedule-conservativeness
schedule-low-priority-values-first?@0.5.3-0.5.23 schedule-policy scheduler-recv-interval@0.5.1-0.5.23
served-model-name shared-experts-tp-size@0.5.23-0.5.23 show-time-cost? sidecar@0.5.16-0.5.23
sidecar-args@0.5.16-0.5.23 skip-server-warmup?@0.4.9-0.5.23 skip-tokenizer-init? sleep-on-idle?@0.4.9-0.5.23
sm-group-num@0.4.9-0.5.23 smg-grpc-mode?@0.5.16-0.5.23 smg-http-sidecar-port@0.5.16-0.5.23
soft-watchdog-timeout@0.5.7-0.5.23 spec-trace-dir@0.5.16-0.5.23 speculative-accept-threshold-acc
speculative-accept-threshold-single speculative-adaptive-config@0.5.11-0.5.23
speculative-adaptive?@0.5.11-0.5.23 speculative-algorithm speculative-attention-mode@0.5.3-0.5.23
speculative-dflash-block-size@0.5.11-0.5.23 speculative-dflash-draft-window-size@0.5.11-0.5.16
speculative-domino-candidate-pool-size@0.5.20-0.5.23 speculative-draft-attention-backend@0.5.7-0.5.23
speculative-draft-kv-cache-dtype@0.5.20-0.5.23 speculative-draft-load-format@0.5.5-0.5.23
speculative-draft-model@0.5.3-0.5.23 speculative-draft-model-path
speculative-draft-model-quantization@0.5.7-0.5.23 speculative-draft-model-revision@0.5.3-0.5.23
speculative-draft-sink-size@0.5.23-0.5.23 speculative-draft-window-size@0.5.13-0.5.23
speculative-dsa-topk-backend@0.5.20-0.5.23 speculative-dspark-align-verify-tokens-to-graph-tier?@0.5.16-0.5.23
speculative-dspark-block-size@0.5.16-0.5.23 speculative-dspark-confidence-sts-path@0.5.16-0.5.23
speculative-dspark-sps-table-path@0.5.16-0.5.23 speculative-eagle-topk
speculative-enable-w4a4-mxfp4-megamoe@0.5.23-0.5.23 speculative-moe-a2a-backend@0.5.7-0.5.23
speculative-moe-runner-backend@0.5.5-0.5.23 speculative-ngram-branch-length@0.5.3-0.5.9
speculative-ngram-capacity@0.5.3-0.5.23 speculative-ngram-external-corpus-max-tokens@0.5.11-0.5.23
speculative-ngram-external-corpus-path@0.5.11-0.5.23 speculative-ngram-external-sam-budget@0.5.11-0.5.23
speculative-ngram-match-type@0.5.3-0.5.23 speculative-ngram-max-bfs-breadth@0.5.3-0.5.23
speculative-ngram-max-match-window-size@0.5.3-0.5.9 speculative-ngram-max-trie-depth@0.5.11-0.5.23
speculative-ngram-min-bfs-breadth@0.5.3-0.5.23 speculative-ngram-min-match-window-size@0.5.3-0.5.9
speculative-num-draft-tokens speculative-num-steps speculative-skip-dp-mlp-sync?@0.5.11-0.5.20
speculative-token-map speculative-use-block-verification?@0.5.23-0.5.23
speculative-use-rejection-sampling?@0.5.16-0.5.23 ssl-ca-certs@0.5.11-0.5.23 ssl-certfile@0.5.11-0.5.23
ssl-keyfile@0.5.11-0.5.23 ssl-keyfile-password@0.5.11-0.5.23 startup-weight-load-mode@0.5.20-0.5.23
stream-interval stream-output?@0.4.6-0.5.16 stream-response-default-include-usage?@0.5.11-0.5.23
strip-thinking-cache?@0.5.11-0.5.23 swa-full-tokens-ratio@0.4.9-0.5.23 swa-prefix-tails@0.5.23-0.5.23
tbo-token-distribution-threshold@0.5.1-0.5.23 tensor-parallel-size tokenizer-backend@0.5.11-0.5.23
tokenizer-metrics-allowed-custom-labels@0.5.3-0.5.23 tokenizer-metrics-custom-labels-header@0.5.3-0.5.23
tokenizer-mode tokenizer-path tokenizer-worker-num@0.5.3-0.5.23 tool-call-parser tool-server@0.5.1-0.5.23
torch-compile-max-bs torchao-config@0.4.6-0.5.16 tp-size trace-modules@0.5.13-0.5.23
triton-attention-num-kv-splits triton-attention-reduce-in-fp32? triton-attention-split-tile-size@0.5.3-0.5.23
trust-mm-content-hashes?@0.5.20-0.5.23 trust-remote-code? trust-request-chat-template?@0.5.23-0.5.23
unified-cache-external-linker-backend@0.5.20-0.5.23 unified-cache-external-linker-config@0.5.23-0.5.23
uno-lora-path@0.5.20-0.5.23 use-ray?@0.5.11-0.5.23 uvicorn-access-log-exclude-prefixes@0.5.9-0.5.23 warmups
watchdog-timeout watermark-config@0.5.23-0.5.23 weight-cache-mode@0.5.20-0.5.23
weight-cache-socket@0.5.20-0.5.23 weight-cache-timeout@0.5.20-0.5.23 weight-loader-disable-mmap?@0.4.9-0.5.23
weight-loader-drop-cache-after-load?@0.5.13-0.5.23 weight-loader-prefetch-checkpoints?@0.5.11-0.5.23
weight-loader-prefetch-num-threads@0.5.11-0.5.23 weight-version@0.5.1-0.5.23
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
# TensorRT-LLM 1.2: what trtllm-serve defines in its source.
TRTLLM_RELEASES = "1.2"
TRTLLM = """\
backend chat_template cluster_size config context_parallel_size cp_size custom_module_dirs custom_tokenizer
disagg_cluster_uri enable_chunked_prefill? ep_size extra_llm_api_options
fail_fast_on_attention_window_too_large? free_gpu_memory_fraction gpus_per_node host
kv_cache_free_gpu_memory_fraction log_level max_batch_size max_beam_width max_num_tokens max_seq_len
media_io_kwargs metadata_server_config_file moe_cluster_parallel_size moe_expert_parallel_size
num_postprocess_workers otlp_traces_endpoint pipeline_parallel_size port pp_size reasoning_parser revision
server_role tensor_parallel_size tokenizer tool_parser tp_size trust_remote_code?
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
