"""The names and labels of everything that is made from one ModelService, each in one place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msvc_helm.api.conventions import USUAL, Conventions
from msvc_helm.errors import Problem
from msvc_helm.typed import Final

MAX_LABEL = 63  # characters of a DNS label and of a label value (Kubernetes)
HASH_DIGITS = 8

SERVING_LABEL = "llm-d.ai/inferenceServing"
MODEL_LABEL = "llm-d.ai/model"
ROLE_LABEL = "llm-d.ai/role"
EPP_LABEL = "llm-d.ai/epp"
VARIANT_LABEL = "llm-d.ai/variant"

SUFFIXES: Final[Mapping[str, str]] = {
    "prefillDeployment": "prefill",
    "decodeDeployment": "decode",
    "eppDeployment": "epp",
    "prefillService": "service-prefill",
    "decodeService": "service-decode",
    "eppService": "epp-service",
    "pdServiceAccount": "sa",
    "eppServiceAccount": "epp-sa",
    "eppRoleBinding": "epp-rolebinding",
    "inferencePool": "inference-pool",
    "httpRoute": "http-route",
}
"""What follows the ModelService's name in the name of a child, by the child's key."""

APART = "[^a-z0-9-]+"  # what a label cannot hold
ENDS = "-._"  # what a label neither begins nor ends with

_NOT_LABEL = re.compile(APART)


def sanitise(name: str) -> str:
    """`name` as the operator makes it fit for a DNS label, uncut: `Qwen/Qwen3-8B` is `qwen-qwen3-8b`.

    Lower-casing is one character to one, as Go does it (`İ` is `i`, a final sigma has no form of its own).
    """
    lower = "".join(c.lower()[0] for c in name.strip())
    return _NOT_LABEL.sub("-", lower).strip(ENDS)


def cut(name: str) -> str:
    """`name` in at most 63 characters; what had to be cut ends in a hash of the whole, so that no two collide."""
    if len(name) <= MAX_LABEL:
        return name
    from hashlib import sha256  # costs a millisecond and few names are this long

    digest = sha256(name.encode()).hexdigest()[:HASH_DIGITS]
    return f"{name[: MAX_LABEL - HASH_DIGITS - 1].rstrip(ENDS)}-{digest}"


class Names:
    """The names of a ModelService's children (operator-compatible) and the labels that tie them together.

    `name` is the ModelService's metadata.name, `model_name` its routing.modelName. A name that had to be cut and a
    model name without a single label character are reported through `warn`. `conventions` are the base config's.
    """

    __slots__ = (
        "conventions",
        "decode_deployment",
        "decode_service",
        "disaggregated_set",
        "epp_deployment",
        "epp_role_binding",
        "epp_service",
        "epp_service_account",
        "http_route",
        "inference_model",
        "inference_pool",
        "model_label",
        "pd_service_account",
        "prefill_deployment",
        "prefill_service",
        "variants",
    )

    def __init__(
        self, name: str, model_name: str, warn: Callable[[Problem], None], conventions: Conventions = USUAL
    ) -> None:
        self.conventions = conventions
        self.variants: Mapping[str, str] = {}
        shortened: list[str] = []

        def child(key: str) -> str:
            text = f"{stem}-{SUFFIXES[key]}"
            short = cut(text)
            if short != text:
                shortened.append(short)
            return short

        stem = sanitise(name)
        own = conventions.names
        self.prefill_deployment = own.get("prefill") or child("prefillDeployment")
        self.decode_deployment = own.get("decode") or child("decodeDeployment")
        self.epp_deployment = child("eppDeployment")
        self.prefill_service = child("prefillService")
        self.decode_service = child("decodeService")
        self.epp_service = child("eppService")
        self.pd_service_account = child("pdServiceAccount")
        self.epp_service_account = child("eppServiceAccount")
        self.epp_role_binding = child("eppRoleBinding")
        self.inference_pool = child("inferencePool")
        self.http_route = child("httpRoute")
        self.inference_model = name
        self.disaggregated_set = own.get("disaggregatedSet") or cut(stem)
        if shortened:
            message = f"names made of it have more than {MAX_LABEL} characters and are cut, such as {shortened[0]}"
            warn(Problem(message, "metadata.name", rule="name-cut"))
        label = sanitise(model_name)
        if not label:
            label = stem
            message = f'"{model_name}" has no character that a label can hold; the label {MODEL_LABEL} is "{cut(stem)}"'
            warn(Problem(message, "spec.routing.modelName", rule="label-replaced"))
        self.model_label = cut(label)
        if self.model_label != label:
            message = f'a label has at most {MAX_LABEL} characters; {MODEL_LABEL} is "{self.model_label}"'
            warn(Problem(message, "spec.routing.modelName", rule="label-cut"))

    def common_labels(self) -> dict[str, str]:
        """The labels of every object that serves this model; none where the base config leaves them out."""
        if not self.conventions.labels:
            return {}
        return {SERVING_LABEL: "true", MODEL_LABEL: self.model_label}

    def role_labels(self, role: str) -> dict[str, str]:
        """The labels of one role's Deployment, its pods and both selectors; `role` is `prefill` or `decode`."""
        if not self.conventions.labels:
            return {}
        variant = {VARIANT_LABEL: self.variants[role]} if role in self.variants else {}
        return {**self.common_labels(), ROLE_LABEL: role, **variant}

    def of_variant(self, role: str, variant: str) -> Names:
        """The same names for a variant of a role: its workload has one of its own, and its pods a label more."""
        from copy import copy  # it loads weakref, and few models have variants

        found = copy(self)
        name = cut(f"{self.deployment(role)}-{variant}")
        found.variants = {**self.variants, role: variant}
        if role == "prefill":
            found.prefill_deployment = name
        else:
            found.decode_deployment = name
        return found

    def epp_labels(self) -> dict[str, str]:
        """The label of the endpoint picker's Deployment, Service, pods and both selectors."""
        return {EPP_LABEL: self.epp_deployment} if self.conventions.labels else {}

    def deployment(self, role: str) -> str:
        """The name of a role's Deployment, or of what it has in its place."""
        return self.prefill_deployment if role == "prefill" else self.decode_deployment

    def service(self, role: str) -> str:
        """The name of a role's Service."""
        return self.prefill_service if role == "prefill" else self.decode_service
