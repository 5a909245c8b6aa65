"""Whether a value written in a file is a secret: by its name, by its form, by its randomness."""

import math
import re
from collections import Counter
from urllib.parse import urlsplit

from mlops.configuration.catalogue import catalogue

RANDOM_LENGTH_MIN = 20
RANDOM_BITS_MIN = 3.6
"""Bits a character; words and addresses in plain English stay below."""

NAMED = re.compile(r"(SECRET|TOKEN|PASSWORD|PASSWD|PRIVATE|CREDENTIAL|_KEY|APIKEY|_DSN|WEBHOOK)")
NOT_SECRET = re.compile(r"^(AWS_ACCESS_KEY_ID)$")
RANDOM_WORD = re.compile(rf"[A-Za-z0-9+/_=-]{{{RANDOM_LENGTH_MIN},}}")


def secret_because(name: str, value: str) -> str:
    """Why a value is taken for a secret, empty when it is not."""
    if not value:
        return ""
    if name in _secret_settings() or (NAMED.search(name) and not NOT_SECRET.match(name)):
        return "its name says it is a secret"
    if "://" in value and (urlsplit(value).password or ""):
        return "it is an address with a password"
    if any(_looks_random(word) for word in RANDOM_WORD.findall(value)):
        return "it is as random as a secret"
    return ""


def _secret_settings() -> frozenset[str]:
    """Names of the settings that are secret."""
    return frozenset(name for name, setting in catalogue().items() if setting.secret)


def _looks_random(word: str) -> bool:
    kinds = sum(bool(re.search(kind, word)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    counted = Counter(word)
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in counted.values())
    return kinds >= 2 and bits >= RANDOM_BITS_MIN
