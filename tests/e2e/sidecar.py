"""Stands in for the routing sidecar in the end-to-end tests: its flags of the presets, and its way to the model server.

It passes bytes on and asks no prefill pod. It runs as a process of its own, without this package.
"""

from __future__ import annotations

import argparse
import asyncio
import sys


def parser() -> argparse.ArgumentParser:
    """The flags of the presets."""
    flags = argparse.ArgumentParser(allow_abbrev=False)
    flags.add_argument("--port", type=int, required=True)
    flags.add_argument("--model-server-port", type=int, required=True)
    flags.add_argument("--kv-connector", choices=["nixlv2"], required=True)
    flags.add_argument("--secure-proxy", choices=["false"], required=True)
    return flags


async def _passed_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
        await target.drain()
    target.close()


async def serve(port: int, server: int) -> None:
    """Pass on what comes, until the end."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", server)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_passed_on(reader, back), _passed_on(there, writer), return_exceptions=True)

    async with await asyncio.start_server(connected, "", port) as listening:
        await listening.serve_forever()


if __name__ == "__main__":
    given = parser().parse_args(sys.argv[1:])
    asyncio.run(serve(given.port, given.model_server_port))
