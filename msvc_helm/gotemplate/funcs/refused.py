"""The functions of sprig that a template may not use, and why: their results are not the same in every run."""

from __future__ import annotations

_ENVIRONMENT = "it reads environment variables"
_CLOCK = "it reads the clock"
_RANDOM = "it gives something else every time"
_KEYS = "it makes keys or certificates, which are others every time"
_SALT = "it adds random salt, so its result is another one every time"

REFUSED: dict[str, str] = {
    "env": _ENVIRONMENT,
    "expandenv": _ENVIRONMENT,
    "getHostByName": "it asks the network",
    "now": _CLOCK,
    "ago": _CLOCK,
    **dict.fromkeys(
        ("randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt", "randNumeric", "shuffle", "uuidv4"), _RANDOM
    ),
    **dict.fromkeys(
        (
            "genCA",
            "genCAWithKey",
            "genPrivateKey",
            "genSelfSignedCert",
            "genSelfSignedCertWithKey",
            "genSignedCert",
            "genSignedCertWithKey",
        ),
        _KEYS,
    ),
    "buildCustomCert": "it handles private keys, which do not belong in a template",
    "derivePassword": "it derives passwords, which do not belong in a template",
    **dict.fromkeys(("bcrypt", "htpasswd", "encryptAES"), _SALT),
}
