"""What looks unusual and is right: the samples changed in ways that no rule may mind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.faults import sim_again
from tests.check.samples import Edit, base, broken, checked, model, options, write

SIM_SERVICE = """\
  decodeService: |
    spec:
      ports:
        - name: http
          port: {{ getPort "http" }}
          targetPort: http
"""
SERVE = """\
              command: [vllm, serve, "{{ .HFModelName }}"] # vLLM requires its model before all flags
"""
COMMAND = "              command: "
ARGS = """\
              args:
                - --served-model-name={{ .ModelName }}
                - --port={{ getPort "http" }}
"""
SIDECAR = """\
              image: ghcr.io/llm-d/llm-d-router-disagg-sidecar:v0.10.0
              restartPolicy: Always # a sidecar: starts before vLLM and stops after it
              args:
                - --port={{ getPort "public" }}
                - --model-server-port={{ getPort "internal" }}
                - --kv-connector=nixlv2
                - --secure-proxy=false
"""
KV = """'--kv-transfer-config={"kv_connector":"NixlConnector","kv_role":"kv_both"}'"""
MULTI = (
    """'--kv-transfer-config={"kv_connector":"MultiConnector","kv_role":"kv_both","kv_connector_extra_config":"""
    """{"connectors":[{"kv_connector":"NixlConnector","kv_role":"kv_both"},{"kv_connector":"OffloadingConnector"}]}}'"""
)
RIGHT: dict[str, tuple[str, tuple[Edit, ...]]] = {
    "a shell starts vLLM": (
        "hf-public",
        (
            base(
                SERVE,
                COMMAND + "[/bin/sh, -c]\n              args:\n                - |\n                  sleep 1\n"
                "                  exec vllm serve {{ .HFModelName }} \\\n"
                '                    --served-model-name "{{ .ModelName }}" --port {{ getPort "http" }}\n',
            ),
            base(ARGS, ""),
            model("        args:\n          - --max-model-len=16384\n", ""),
        ),
    ),
    "a shell with what only the pod knows": (
        "hf-public",
        (
            base(SERVE, COMMAND + '[sh, -c]\n              args: ["vllm serve $MODEL --port $PORT"]\n'),
            base(ARGS, ""),
            model("        args:\n          - --max-model-len=16384\n", ""),
        ),
    ),
    "a shell that hands its arguments on": (
        "hf-public",
        (base(SERVE, COMMAND + """[bash, -c, 'exec vllm serve "{{ .HFModelName }}" "$@"', vllm]\n"""),),
    ),
    "a shell that names its arguments one by one": (
        "hf-public",
        (
            base(
                SERVE,
                COMMAND + """[bash, -c, 'exec vllm serve "{{ .HFModelName }}" "$0" "$1" "${2:-}"']\n""",
            ),
        ),
    ),
    "an abbreviated flag": (
        "hf-public",
        (base("- --served-model-name={{ .ModelName }}", "- --served={{ .ModelName }}"),),
    ),
    "the opposite of a switch, and a setting within another": (
        "hf-public",
        (
            model(
                "- --max-model-len=16384",
                "- --no-enable-prefix-caching\n          - --kv-transfer-config.kv_role=kv_both\n          - -O3",
            ),
        ),
    ),
    "values with spaces": (
        "hf-public",
        (
            model(
                "- --max-model-len=16384",
                """- '--hf-overrides={"a": "b --c"}'\n          - '--chat-template={% if x %} --y'\n"""
                """          - --response-role=the assistant""",
            ),
        ),
    ),
    "a flag of a newer vLLM": (
        "hf-public",
        (
            base("vllm-openai:v0.26.0", "vllm-openai:v9.9.0"),
            model("- --max-model-len=16384", "- --flag-of-the-future"),
        ),
    ),
    "a flag of another vLLM": (
        "hf-public",
        (
            base("docker.io/vllm/vllm-openai:v0.26.0", "registry.example.com/acme/vllm-npu:v0.26.0"),
            model("- --max-model-len=16384", "- --npu-kernel-path=/x"),
        ),
    ),
    "the old way to start vLLM": (
        "hf-public",
        (
            base(
                SERVE,
                COMMAND + '[python3, -m, vllm.entrypoints.openai.api_server, --model, "{{ .HFModelName }}"]\n',
            ),
        ),
    ),
    "the image's own entrypoint": (
        "hf-public",
        (
            base(SERVE, ""),
            base(ARGS, ARGS.replace("--served", "--model={{ .HFModelName }}\n                - --served")),
        ),
    ),
    "words apart": (
        "hf-private",
        (
            model(
                "- --tensor-parallel-size=4", "- --tensor_parallel_size\n          - '4'\n          - --enforce-eager"
            ),
        ),
    ),
    "several names": (
        "hf-public",
        (
            base(
                "- --served-model-name={{ .ModelName }}",
                "- --served-model-name\n                - other\n                - '{{ .ModelName }}'",
            ),
        ),
    ),
    "the name of an adapter": (
        "hf-public",
        (
            base(
                "- --served-model-name={{ .ModelName }}",
                "- --enable-lora\n                - --lora-modules={{ .ModelName }}=/adapter",
            ),
        ),
    ),
    "a variable of Kubernetes": (
        "hf-public",
        (
            base("--served-model-name={{ .ModelName }}", "--served-model-name=$(NAME)"),
            base(
                "              ports:\n",
                "              env: [{name: NAME, value: '{{ .ModelName }}'}]\n              ports:\n",
            ),
        ),
    ),
    "the same flag with the same value": ("hf-public", (model("- --max-model-len=16384", "- --port=8000"),)),
    "flags that add up": (
        "hf-public",
        (model("- --max-model-len=16384", "- --middleware=a\n          - --middleware=b"),),
    ),
    "ranks in one pod": (
        "hf-private",
        (model("- --tensor-parallel-size=4", "- -tp=2\n          - -dp=4\n          - --data-parallel-size-local=2"),),
    ),
    "a cache of its own": (
        "gateway",
        (model("        mountModelVolume: true\n", "        env: [{name: HF_HOME, value: /tmp}]\n"),),
    ),
    "GPUs by claim": (
        "hf-public",
        (
            base('                  nvidia.com/gpu: "1"\n', ""),
            model("- --max-model-len=16384", "- --tensor-parallel-size=8"),
            base("              resources:\n", "              resources:\n                claims: [{name: gpu}]\n"),
            base(
                "          volumes:\n",
                "          resourceClaims: [{name: gpu, resourceClaimTemplateName: gpu}]\n          volumes:\n",
            ),
        ),
    ),
    "an older sidecar": (
        "pd",
        (
            base(
                SIDECAR,
                SIDECAR.replace("router-disagg-sidecar:v0.10.0", "routing-sidecar:v0.4.0")
                .replace("--model-server-port", "--vllm-port")
                .replace("--kv-connector", "--connector"),
            ),
        ),
    ),
    "a sidecar's default target": (
        "pd",
        (base('                - --model-server-port={{ getPort "internal" }}\n', ""),),
    ),
    "two connectors in one": ("pd", (base(KV, MULTI), base(KV, MULTI, "  decodeDeployment: |"))),
    "settings by dots": (
        "pd",
        (
            base(
                KV,
                "--kv-transfer-config.kv_connector=NixlConnector\n"
                "                - --kv-transfer-config.kv_role=kv_both",
            ),
        ),
    ),
    "prefill produces and decode consumes": (
        "pd",
        (base("kv_both", "kv_producer"), base("kv_both", "kv_consumer", "  decodeDeployment: |")),
    ),
    "another number of GPUs for a role": (
        "pd",
        (model("- --tensor-parallel-size=4", "- --tensor-parallel-size=4\n          - --seed=1"),),
    ),
    "several pickers with a leader": (
        "pd",
        (
            model("    replicas: 1", "    replicas: 2", "endpointPicker:"),
            base("- --tracing=false", "- --tracing=false\n                - --ha-enable-leader-election"),
        ),
    ),
    "plugins by name": (
        "gateway",
        (
            base("- type: queue-scorer", "- type: queue-scorer\n              name: queues"),
            base("pluginRef: queue-scorer", "pluginRef: queues"),
        ),
    ),
    "a route to another namespace": (
        "gateway",
        (
            base(
                "              name: {{ .InferencePoolName }}\n",
                "              name: pool\n              namespace: others\n",
            ),
        ),
    ),
    "a redirect": (
        "gateway",
        (
            base(
                "      rules:\n",
                "      rules:\n        - filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]\n",
                "  httpRoute: |",
            ),
        ),
    ),
    "the model's own header": (
        "gateway",
        (
            base(
                "                value: /v1\n",
                "                value: /v1\n"
                "              headers: [{name: X-Gateway-Model-Name, value: '{{ .ModelName }}'}]\n",
            ),
        ),
    ),
    "a liveness probe that waits": (
        "hf-public",
        (
            base("failureThreshold: 6", "initialDelaySeconds: 1200"),
            base("failureThreshold: 180", "failureThreshold: 200"),
        ),
    ),
    "the same labels, and nothing that selects by them": (
        "sim",
        (base(SIM_SERVICE, ""), model("  decode:\n    replicas: 2\n", sim_again("other"))),
    ),
    "a container that nobody knows": (
        "hf-public",
        (
            base(
                "          containers:\n",
                "          containers:\n"
                "            - {name: logs, image: 'fluent/fluent-bit:4.0', args: [-c, a, -c, b]}\n",
            ),
        ),
    ),
    "a Service for a port that nobody declares": (
        "hf-public",
        (
            base(
                "          containers:\n",
                "          containers:\n            - {name: logs, image: 'fluent/fluent-bit:4.0'}\n",
            ),
            base("          targetPort: http\n", "          targetPort: http\n        - {name: logs, port: 2020}\n"),
        ),
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_wrong(name: str, tmp_path: Path) -> None:
    sample, edits = RIGHT[name]
    found = checked(*write(sample, edits, tmp_path), options("v1alpha2"))
    assert broken(found) == set(), "\n".join(f"{f.rule}: {f.problem}" for f in found.findings)
