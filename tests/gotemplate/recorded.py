"""The recorded cases, and what the library makes of one."""

from __future__ import annotations

import json
from pathlib import Path

from msvc_helm.gotemplate import RefusedFunctionError, Template, TemplateExecutionError, TemplateSyntaxError

from .data import FUNCTIONS, VARS

CASES = Path(__file__).parent / "cases"
Case = dict[str, str]


def recorded() -> list[tuple[str, Case]]:
    """Every case with an id, `file:number`."""
    return [
        (f"{path.stem}:{number}", case)
        for path in sorted(CASES.glob("*.json"))
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8")))
    ]


def answer(template: str, data: object = VARS, functions: object = FUNCTIONS) -> Case:
    """What a case records: the output, or the stage of the error (with our message)."""
    try:
        return {"output": Template(template, functions=functions).render(data)}  # type: ignore[arg-type]
    except RefusedFunctionError:
        return {"stage": "refused"}
    except TemplateSyntaxError as error:
        return {"stage": "parse", "error": error.message}
    except TemplateExecutionError as error:
        return {"stage": "execute", "error": error.message}
