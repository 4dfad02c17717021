"""Sprig's url.go: URLs as maps of their parts, and back."""

from __future__ import annotations

from ..go.objects import NIL_DEREFERENCE
from ..go.url import URL, URLError, parse
from ..registry import FunctionError
from ..values import from_bytes, kind_of, to_bytes
from .table import Table

FUNCTIONS = table = Table()


@table("urlParse", "string", slow=True)
def url_parse(text: str) -> dict[str, object]:
    """The parts of the URL."""
    try:
        url = parse(_latin(text))
    except URLError as error:
        raise FunctionError(f"unable to parse url: {error}") from None
    parts = {
        "scheme": url.scheme,
        "host": url.host,
        "hostname": _hostname(url.host),
        "path": url.path,
        "query": url.query,
        "opaque": url.opaque,
        "fragment": url.fragment,
        "userinfo": url.userinfo(),
    }
    return {name: from_bytes(part.encode("latin-1")) for name, part in parts.items()}


def _latin(text: str) -> str:
    return to_bytes(text).decode("latin-1")


def _hostname(host: str) -> str:
    name, colon, port = host.rpartition(":")
    if not colon or port.strip("0123456789"):
        name = host
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name


@table("urlJoin", "map")
def url_join(parts: dict[str, object]) -> str:
    """The URL of these parts."""
    url = URL()
    url.scheme = _part(parts, "scheme")
    url.host = _part(parts, "host")
    url.path = _part(parts, "path")
    url.query = _part(parts, "query")
    url.opaque = _part(parts, "opaque")
    url.fragment = _part(parts, "fragment")
    userinfo = _part(parts, "userinfo")
    if userinfo:
        try:
            url.user = parse(f"proto://{userinfo}@host").user
        except URLError as error:
            raise FunctionError(f"unable to parse userinfo in dict: {error}") from None
    return from_bytes(url.text().encode("latin-1"))


def _part(parts: dict[str, object], name: str) -> str:
    value = parts.get(name, "")
    if isinstance(value, str):
        return _latin(value)
    if value is None:
        raise FunctionError(NIL_DEREFERENCE)
    raise FunctionError(f"unable to parse {name} key, must be of type string, but {kind_of(value)} found")
