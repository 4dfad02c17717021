"""What public documentation says of deployments that are not in the field's data, as facts."""

from __future__ import annotations

from tests.samples.facts import Facts

_GPT_OSS = {
    "prefill/vllm/flags/--model": "openai/gpt-oss-120b",
    "decode/vllm/flags/--model": "openai/gpt-oss-120b",
    "decode/vllm/flags/--port": "8200",
    "decode/vllm/requests/cpu": "16",
    "decode/vllm/requests/memory": str(64 * 2**30),
    "decode/routing-proxy/flags/--secure-proxy": "false",
    "decode/routing-proxy/ports": "[8000]",
    "pool/ports": "[8000]",
    "pool/serves": '["decode", "prefill"]',
}

TERMS: dict[str, Facts] = {
    # https://github.com/llm-d/llm-d, guides/pd-disaggregation, on NVIDIA GPUs with vLLM (two slices are one set here)
    "disaggregated-set": {
        **_GPT_OSS,
        **{f"{role}/kind": "DisaggregatedSet" for role in ("prefill", "decode")},
        **{f"{role}/size": "1" for role in ("prefill", "decode")},
        "prefill/replicas": "8",
        "prefill/vllm/limits/nvidia.com/gpu": "1",
        "prefill/vllm/requests/cpu": "8",
        "prefill/vllm/requests/memory": str(16 * 2**30),
        "prefill/vllm/env/VLLM_HTTP_TIMEOUT_KEEP_ALIVE": "120",
        "decode/replicas": "2",
        "decode/vllm/flags/--tensor-parallel-size": "4",
        "decode/vllm/limits/nvidia.com/gpu": "4",
        "decode/routing-proxy/flags/--kv-connector": "nixlv2",
        **{f"{role}/vllm/flags/--block-size": "128" for role in ("prefill", "decode")},
    },
    # guides/precise-prefix-cache-routing: two pickers, both of which answer
    "precise-prefix-cache": {
        "epp/replicas": "2",
        "epp/epp/flags/--ha-enable-leader-election": "false",
        "epp/profiles/default/kv-cache-utilization-scorer": "2",
        "epp/profiles/default/queue-scorer": "2",
        "epp/profiles/default/prefix-cache-scorer": "3",
        "pool/serves": '["decode"]',
    },
    # The guide on prefill and decode with SGLang
    "sglang-pd": {
        **_GPT_OSS,
        "decode/routing-proxy/flags/--kv-connector": "sglang",
        **{
            f"{role}/{path}": value
            for role in ("prefill", "decode")
            for path, value in {
                "replicas": "2",
                "vllm/image": "docker.io/lmsysorg/sglang",
                "vllm/flags/--disaggregation-mode": role,
                "vllm/flags/--disaggregation-transfer-backend": "nixl",
                "vllm/flags/--tensor-parallel-size": "2",
                "vllm/flags/--host": "0.0.0.0",  # noqa: S104
                "vllm/flags/--enable-metrics": "true",
                "vllm/flags/--log-level": "info",
                "vllm/flags/--uvicorn-access-log-exclude-prefixes": "/metrics",
                "vllm/env/SGLANG_DISAGG_STAGING_BUFFER": "1",
                "vllm/env/SGLANG_DISAGG_STAGING_BUFFER_SIZE_MB": "64",
                "vllm/env/SGLANG_DISAGG_STAGING_POOL_SIZE_MB": "4096",
                "vllm/limits/cpu": "16",
                "vllm/limits/memory": str(64 * 2**30),
                "vllm/limits/nvidia.com/gpu": "2",
            }.items()
        },
    },
    # https://docs.vllm.ai/en/latest/features/lora.html and the Inference Extension's guide on adapters
    "lora": {
        "decode/replicas": "3",
        "decode/vllm/flags/--model": "meta-llama/Llama-3.1-8B-Instruct",
        "decode/vllm/flags/--enable-lora": "true",
        "decode/vllm/flags/--max-loras": "2",
        "decode/vllm/flags/--max-cpu-loras": "2",
        "decode/vllm/flags/--max-lora-rank": "8",
        "decode/vllm/flags/--lora-modules": (
            "food-review-1=Kawon/llama3.1-food-finetune_v14_r8 cad-fabricator=redcathode/fabricator"
        ),
    },
}
