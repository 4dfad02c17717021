"""Stands in for a model server in the end-to-end tests: its flags, its answers without sense, its metrics.

It runs as a process of its own, without this package. It takes the flags of the simulator that the presets give, and
no others; like the simulator it names its pod in a header of each answer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

METRICS = """\
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{{model_name="{name}"}} {running}
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{{model_name="{name}"}} {waiting}
# TYPE vllm:kv_cache_usage_perc gauge
vllm:kv_cache_usage_perc{{model_name="{name}"}} {used}
# TYPE vllm:cache_config_info gauge
vllm:cache_config_info{{block_size="16",num_gpu_blocks="1024"}} 1
# TYPE vllm:lora_requests_info gauge
vllm:lora_requests_info{{max_lora="1",running_lora_adapters="",waiting_lora_adapters=""}} {now}
"""
WORDS = ("nobody", "has", "thought", "about", "this")


def parser() -> argparse.ArgumentParser:
    """The flags of the presets."""
    flags = argparse.ArgumentParser(allow_abbrev=False)
    flags.add_argument("--model", required=True)
    flags.add_argument("--served-model-name", nargs="+", default=[])
    flags.add_argument("--port", type=int, default=8000)
    flags.add_argument("--mode", choices=["echo", "random"], default="random")
    flags.add_argument("--force-dummy-tokenizer", action="store_true")
    flags.add_argument("--time-to-first-token", default="0ms")
    flags.add_argument("--inter-token-latency", default="0ms")
    flags.add_argument("--lora-modules", nargs="*", type=json.loads, default=[])
    return flags


class Handler(BaseHTTPRequestHandler):
    """One connection. The names that it serves and how busy it pretends to be are the class's."""

    protocol_version = "HTTP/1.1"
    names: tuple[str, ...] = ()
    waiting = 0
    running = 0
    changing = threading.Lock()

    def handle(self) -> None:
        """A client that goes away is no news."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, form: str, *values: object) -> None:
        """No line for what the picker and probes ask all the time."""
        if self.command == "POST":
            super().log_message(form, *values)

    def do_GET(self) -> None:
        """Health, the list of models, metrics."""
        if self.path in ("/health", "/health/ready"):
            self._json(200, {})
        elif self.path == "/v1/models":
            self._json(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.names]})
        elif self.path == "/metrics":
            self._metrics()
        else:
            self._json(404, {"error": {"message": f"no such page: {self.path}"}})

    def do_POST(self) -> None:
        """A completion; or, in tests only, how many requests it pretends to have waiting."""
        body = self._body()
        if self.path == "/pretend":
            type(self).waiting = int(body)
            self._json(200, {})
        elif self.path in ("/v1/completions", "/v1/chat/completions"):
            self._complete(json.loads(body))
        else:
            self._json(404, {"error": {"message": f"no such page: {self.path}"}})

    def _body(self) -> bytes:
        """What came with the request, also in chunks, as Envoy sends what a picker has seen."""
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _complete(self, asked: dict[str, Any]) -> None:
        if asked.get("model") not in self.names:
            self._json(404, {"error": {"message": f"The model `{asked.get('model')}` does not exist."}})
            return
        with self.changing:
            type(self).running += 1
        try:
            if asked.get("stream"):
                self._stream(self._answer(asked, word) for word in WORDS)
            else:
                self._json(200, self._answer(asked, " ".join(WORDS)))
        finally:
            with self.changing:
                type(self).running -= 1

    def _answer(self, asked: dict[str, Any], text: str) -> dict[str, Any]:
        chat = self.path.endswith("/chat/completions")
        said = {"message": {"role": "assistant", "content": text}} if chat else {"text": text}
        usage = {"prompt_tokens": 1, "completion_tokens": len(WORDS), "total_tokens": 1 + len(WORDS)}
        choice = {"index": 0, "finish_reason": "stop", **said}
        return {"id": "1", "object": "completion", "model": asked["model"], "choices": [choice], "usage": usage}

    def _metrics(self) -> None:
        busy = {"running": self.running, "waiting": self.waiting, "used": 0.1}
        self._send(200, "text/plain", METRICS.format(name=self.names[0], now=time.time(), **busy).encode())

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(answer).encode())

    def _head(self, status: int, kind: str, *more: tuple[str, str]) -> None:
        self.send_response(status)
        pod = ("x-inference-pod", os.environ.get("POD_NAME", ""))
        for name, value in (("Content-Type", kind), pod, *more):
            self.send_header(name, value)
        self.end_headers()

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self._head(status, kind, ("Content-Length", str(len(content))))
        self.wfile.write(content)

    def _stream(self, answers: Iterable[dict[str, Any]]) -> None:
        self._head(200, "text/event-stream", ("Connection", "close"))
        for answer in answers:
            self.wfile.write(f"data: {json.dumps(answer)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True


def main(words: list[str]) -> None:
    """Serve until the end."""
    flags = parser().parse_args(words)
    adapters = [module["name"] for module in flags.lora_modules]
    Handler.names = (*(flags.served_model_name or [flags.model]), *adapters)
    ThreadingHTTPServer(("", flags.port), Handler).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
