"""Go's text/template language with sprig's functions, as a library: it knows nothing of Kubernetes.

    Template(source, name="greeting").render({"who": "you"})

`Template` parses, `render` gives text; a `TemplateError` says what is wrong and shows where. `Struct` is data whose
unknown fields are errors, `function` makes a Python function one with Go parameter types, `Limits` bounds a rendering.
"""

from __future__ import annotations

from .errors import RefusedFunctionError, TemplateError, TemplateExecutionError, TemplateSyntaxError
from .registry import Function, FunctionError, Limits, function
from .template import Template
from .values import Struct, printable

__all__ = [
    "Function",
    "FunctionError",
    "Limits",
    "RefusedFunctionError",
    "Struct",
    "Template",
    "TemplateError",
    "TemplateExecutionError",
    "TemplateSyntaxError",
    "function",
    "printable",
]
