"""The forms of names in Kubernetes (apimachinery, pkg/util/validation)."""

from __future__ import annotations

import re

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_PORT = re.compile(r"(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_DATA_KEY = re.compile(r"[-._a-zA-Z0-9]+")

A_LABEL = "at most 63 characters of a-z, 0-9 and -, beginning and ending with a letter or digit"
A_SUBDOMAIN = "at most 253 characters of a-z, 0-9, - and ., each part beginning and ending with a letter or digit"
A_PORT_NAME = "at most 15 characters of a-z, 0-9 and single -, with at least one letter"
A_LABEL_KEY = "[prefix/]name, the name at most 63 characters of a-z, A-Z, 0-9, -, _ and ."
A_LABEL_VALUE = "at most 63 characters of a-z, A-Z, 0-9, -, _ and ., beginning and ending with a letter or digit"


def is_label(text: object) -> bool:
    """A DNS-1123 label: names of containers, volumes, namespaces."""
    return isinstance(text, str) and len(text) <= 63 and bool(_LABEL.fullmatch(text))


def is_subdomain(text: object) -> bool:
    """A DNS-1123 subdomain: names of most objects."""
    return isinstance(text, str) and len(text) <= 253 and bool(_SUBDOMAIN.fullmatch(text))


def is_port_name(text: object) -> bool:
    """An IANA service name: names of container ports."""
    return isinstance(text, str) and len(text) <= 15 and bool(_PORT.fullmatch(text))


def is_label_key(text: str) -> bool:
    """A qualified name: keys of labels and annotations."""
    prefix, slash, name = text.rpartition("/")
    return (not slash or is_subdomain(prefix)) and len(name) <= 63 and bool(_QUALIFIED.fullmatch(name))


def is_label_value(text: object) -> bool:
    """A label's value; it may be empty."""
    return isinstance(text, str) and (not text or (len(text) <= 63 and bool(_QUALIFIED.fullmatch(text))))


def is_data_key(text: str) -> bool:
    """A key of a ConfigMap: a file name."""
    return len(text) <= 253 and bool(_DATA_KEY.fullmatch(text)) and text not in (".", "..")


def is_port(number: object) -> bool:
    """A port number."""
    return isinstance(number, int) and 0 < number < 65536
