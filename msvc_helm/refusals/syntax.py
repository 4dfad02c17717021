"""The forms of names in Kubernetes (apimachinery, pkg/util/validation)."""

from __future__ import annotations

from msvc_helm.spec import metadata

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
_PORT_NAME = _LOWER | frozenset("0123456789-")
_DATA_KEY = _PORT_NAME | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ_.")

A_LABEL = "at most 63 characters of a-z, 0-9 and -, beginning and ending with a letter or digit"
A_SUBDOMAIN = "at most 253 characters of a-z, 0-9, - and ., each part beginning and ending with a letter or digit"
A_PORT_NAME = "at most 15 characters of a-z, 0-9 and single -, with at least one letter"
A_LABEL_KEY = "[prefix/]name, the name at most 63 characters of a-z, A-Z, 0-9, -, _ and ."
A_LABEL_VALUE = "at most 63 characters of a-z, A-Z, 0-9, -, _ and ., beginning and ending with a letter or digit"


def is_label(text: object) -> bool:
    """A DNS-1123 label: names of containers, volumes, namespaces."""
    return isinstance(text, str) and metadata.is_dns_label(text)


def is_subdomain(text: object) -> bool:
    """A DNS-1123 subdomain: names of most objects."""
    return isinstance(text, str) and metadata.is_dns_subdomain(text)


def is_port_name(text: object) -> bool:
    """An IANA service name: names of container ports."""
    if not isinstance(text, str) or not 0 < len(text) <= 15 or not _PORT_NAME.issuperset(text):
        return False
    return not _LOWER.isdisjoint(text) and "-" not in (text[0], text[-1]) and "--" not in text


def is_label_key(text: str) -> bool:
    """A qualified name: keys of labels and annotations."""
    return metadata.is_qualified_name(text)


def is_label_value(text: object) -> bool:
    """A label's value; it may be empty."""
    return isinstance(text, str) and metadata.is_label_value(text)


def is_data_key(text: str) -> bool:
    """A key of a ConfigMap: a file name."""
    return 0 < len(text) <= 253 and _DATA_KEY.issuperset(text) and text not in (".", "..")


def is_port(number: object) -> bool:
    """A port number."""
    return isinstance(number, int) and 0 < number < 65536
