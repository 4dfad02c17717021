REFUSED: dict[str, str] = dict.fromkeys(
    (
        "env",
        "expandenv",
        "now",
        "ago",
        "uuidv4",
        "getHostByName",
        "shuffle",
        "randAlphaNum",
        "genCA",
        "htpasswd",
        "derivePassword",
    ),
    "not repeatable",
)
