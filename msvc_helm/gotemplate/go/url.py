"""URLs taken apart and put together as Go's net/url does, byte by byte (each byte is one Latin-1 character here)."""

from __future__ import annotations

import re
import string

from ..values import from_bytes
from .strconv import quote

_ALPHANUMERIC = frozenset(string.ascii_letters + string.digits)
_UNRESERVED = _ALPHANUMERIC | set("-_.~")
# What is in each part as it is; everything else is percent-encoded.
PATH = frozenset(_UNRESERVED | set("$&+,/:;=@"))
FRAGMENT = frozenset(_UNRESERVED | set("$&+,/:;=?@!()*"))
USER = frozenset(_UNRESERVED | set("$&+,;="))
HOST = frozenset(_UNRESERVED | set("!$&'()*+,;=:[]<>\""))

_VALID_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})?")
_PORT = re.compile(r"(:[0-9]*)?")
_GROUP = re.compile(r"[0-9a-fA-F]{1,4}")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")


class URLError(ValueError):
    """No URL; the message is Go's."""


class URL:
    """The parts; `user` is None without userinfo, and its second part None without a password."""

    __slots__ = ("fragment", "host", "opaque", "path", "query", "scheme", "user")

    def __init__(self) -> None:
        self.scheme = self.opaque = self.host = self.path = self.query = self.fragment = ""
        self.user: tuple[str, str | None] | None = None

    def userinfo(self) -> str:
        """`name` or `name:password`, escaped."""
        if self.user is None:
            return ""
        name, password = self.user
        return escape(name, USER) + ("" if password is None else ":" + escape(password, USER))

    def text(self) -> str:
        """The whole URL, put together of its parts."""
        start = f"{self.scheme}:" if self.scheme else ""
        middle = self.opaque or self._authority() + self._path(start)
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{escape(self.fragment, FRAGMENT)}" if self.fragment else ""
        return start + middle + query + fragment

    def _authority(self) -> str:
        if not (self.scheme or self.host or self.user):
            return ""
        slashes = "//" if self.host or self.path or self.user else ""
        user = f"{self.userinfo()}@" if self.user else ""
        return slashes + user + escape(self.host, HOST)

    def _path(self, start: str) -> str:
        path = self.path if self.path == "*" else escape(self.path, PATH)
        if path and path[0] != "/" and self.host:
            return "/" + path
        if not (start or self.host or self.user) and ":" in path.partition("/")[0]:
            return "./" + path  # or its first element would be taken for a scheme
        return path


def escape(text: str, allowed: frozenset[str]) -> str:
    """Percent-encode every byte that is not allowed."""
    return "".join(char if char in allowed else f"%{ord(char):02X}" for char in text)


def unescape(text: str, allowed: frozenset[str] | None = None, *, zone: bool = False) -> str:
    """Percent-decode; with `allowed`, by the rules for hosts: only these ASCII characters, only others encoded."""
    for match in _ESCAPE.finditer(text):
        if match[1] is None:
            raise URLError(f"invalid URL escape {_quoted(text[match.start() : match.start() + 3])}")
        code = int(match[1], 16)
        if allowed is None or match[0] == "%25":
            continue
        if zone and code != 0x20 and chr(code) not in allowed:
            raise URLError(f"invalid URL escape {_quoted(match[0])}")
        if not zone and code < 0x80:
            raise URLError(f"invalid URL escape {_quoted(match[0])}")
    if allowed is not None:
        for char in text:
            if char < "\x80" and char != "%" and char not in allowed:
                raise URLError(f"invalid character {_quoted(char)} in host name")
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _quoted(text: str) -> str:
    return quote(from_bytes(text.encode("latin-1")))


def parse(text: str) -> URL:
    """The parts of a URL or of a reference. Raises URLError with Go's message."""
    before, _, fragment = text.partition("#")
    try:
        url = _parse(before)
    except URLError as error:
        raise URLError(f"parse {_quoted(before)}: {error}") from None
    try:
        url.fragment = unescape(fragment)
    except URLError as error:
        raise URLError(f"parse {_quoted(text)}: {error}") from None
    return url


def _parse(text: str) -> URL:
    if any(char < " " or char == "\x7f" for char in text):
        raise URLError("net/url: invalid control character in URL")
    url = URL()
    if text == "*":
        url.path = text
        return url
    if text.startswith(":"):
        raise URLError("missing protocol scheme")
    match = _SCHEME.fullmatch(text)
    rest = text
    if match is not None:
        url.scheme, rest = match[1].lower(), match[2]
    rest, _, url.query = rest.partition("?")
    if not rest.startswith("/"):
        if url.scheme:
            url.opaque = rest
            return url
        if ":" in rest.partition("/")[0]:
            raise URLError("first path segment in URL cannot contain colon")
    if rest.startswith("//") and (url.scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        _parse_authority(url, authority)
    url.path = unescape(rest)
    return url


def _parse_authority(url: URL, authority: str) -> None:
    userinfo, at, host = authority.rpartition("@")
    url.host = _parse_host(url.scheme, host)
    if not at:
        return
    if not _VALID_USER.fullmatch(userinfo):
        raise URLError("net/url: invalid userinfo")
    name, colon, password = userinfo.partition(":")
    url.user = unescape(name), unescape(password) if colon else None


def _parse_host(scheme: str, host: str) -> str:
    bracket = host.rfind("[")
    if bracket > 0:
        raise URLError("invalid IP-literal")
    if bracket == 0:
        return _parse_literal(host)
    # Several colons are tolerated where databases write lists of hosts, but not for the web.
    colon = host.find(":") if scheme in ("http", "https") else host.rfind(":")
    if colon >= 0:
        _check_port(host[colon:])
    return unescape(host, HOST)


def _check_port(text: str) -> None:
    if not _PORT.fullmatch(text):
        raise URLError(f"invalid port {_quoted(text)} after host")


def _parse_literal(host: str) -> str:
    """`[fe80::1%25en0]:80`."""
    end = host.rfind("]")
    if end < 0:
        raise URLError("missing ']' in host")
    _check_port(host[end + 1 :])
    name = host[1:end]
    at = name.find("%25")
    address = unescape(name[:at], HOST) + unescape(name[at:], HOST, zone=True) if at >= 0 else unescape(name, HOST)
    if _IPV4.fullmatch(address):
        raise URLError("invalid IP-literal")
    if not _is_ipv6(address):
        raise URLError(f"invalid host: ParseAddr({_quoted(address)}): unable to parse IP")
    return f"[{address}]{host[end + 1 :]}"


def _is_ipv6(text: str) -> bool:
    address, percent, zone = text.partition("%")
    if percent and not zone:
        return False
    head, ellipsis, tail = address.partition("::")
    groups = [group for part in (head, tail) if part for group in part.split(":")]
    if groups and _IPV4.fullmatch(groups[-1]) and not (ellipsis and not tail):
        groups[-1:] = ["0", "0"]
    return all(map(_GROUP.fullmatch, groups)) and (len(groups) < 8 if ellipsis else len(groups) == 8)
