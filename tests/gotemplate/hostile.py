"""Renders lists of templates, which stdin has as JSON, each list in a process of its own, and measures them."""

from __future__ import annotations

import json
import os
import resource
import sys

from msvc_helm.gotemplate import Template, TemplateError

SECONDS, BYTES = 60, 1 << 30  # a process that needs more is killed


def render(sources: list[str]) -> int:
    """How often something other than text or an error in words comes."""
    failures = 0
    for source in sources:
        try:
            Template(source).render()
        except TemplateError:
            pass
        except BaseException as error:  # noqa: BLE001 - which one is what the test tells
            print(f"{source[-200:]}: {error!r}", file=sys.stderr)
            failures += 1
    return min(failures, 100)


def measured(sources: list[str]) -> tuple[int, float, int]:
    """The failures (negative: killed), CPU seconds, and MiB at most in use at once."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        os._exit(render(sources))
    _, status, used = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


if __name__ == "__main__":
    json.dump({name: measured(sources) for name, sources in json.load(sys.stdin).items()}, sys.stdout)
