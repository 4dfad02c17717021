"""What public documentation says of deployments that are not in the field's data, as facts."""

from __future__ import annotations

from tests.samples.facts import Facts

TERMS: dict[str, Facts] = {
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
