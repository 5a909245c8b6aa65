"""Takes secrets and what tells a person out of a text.

Secrets that are known are found by their value, also cut short, quoted or escaped; all
others by their look. A miss is worse than a word too many: when in doubt it is taken out.
Every pattern is bounded or begins at a border, so that no text takes more than linear time.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from ipaddress import ip_address
from urllib.parse import quote, quote_plus, unquote, urlsplit

KNOWN_LENGTH_MIN = 6
"""A shorter one would be found in every word; what holds it is found by its look."""
BEGINNING = 12
"""A vendor quotes what it was sent, and cuts it off: so much of a secret is enough to know it."""
CUT_LENGTH_MIN = 24
TEXT_LENGTH_MAX = 32_000
DEPTH_MAX = 6
OUT = "[redacted]"

_PRIVATE_NAME = (
    r"password|passwd|\bpwd|passphrase|secret|token|authorization|cookie|credential"
    r"|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|user[_-]?agent"
    r"|forwarded[_-]?for|real[_-]?ip|client[_-]?(?:ip|addr)|e[_-]?mail|upstash-signature"
)
_NAME = re.compile(rf"(?i){_PRIVATE_NAME}|^(?:ip|client|email)$")
_VALUE = (
    r"""\[redacted\]|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|(?:bearer|basic)\s+[^\s,;&"')}\]]+"""
)
_ASSIGNED = re.compile(
    rf"(?i)((?:{_PRIVATE_NAME})[\w-]{{0,40}})"
    r"""((?:\\?["'])?\s{0,4}(?:[:=]|,\s?(?=b?\\?["']))\s{0,4}(?:b(?=["']))?)"""
    rf"""({_VALUE}|[^\s,;&"')}}\]]+)"""
)
_HEADER = re.compile(
    r"(?im)(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie|user-agent)(\s?:\s?)(?!b?[\"'])[^\n]+"
)
_IN_QUERY = re.compile(
    r"(?i)([?&][\w-]{0,40}(?:key|sig|signature|auth|code)[\w-]{0,40}=)[^&\s\"'#]+"
)
_USER_INFO = re.compile(r"(?<=://)[^\s\"'<>@]{1,300}@(?:[^\s\"'<>@/?#]{1,200}@)*")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+(?=[^\s]{0,200}?[0-9A-Z=_$])[\w.~+/=$-]{6,}")
_KEYS = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
    r"|\bPRIVATE\+KEY\+\S+"
    r"|\bey[JI][\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*)?"
    r"|\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}"
    r"|\b(?:sig|npg|rnd|whsec|gh[pousr]|xox[abprs])[_-]\w{8,}[\w-]*"
    r"|hooks\.slack\.com/\S+",
    re.DOTALL,
)
_RANDOM = re.compile(r"(?<![\w+=-])[\w+=-]{32,}|(?<![\w+/=-])[A-Za-z0-9+/]{40}(?![\w+/=-])")
_AGENT = re.compile(r"\b(?:Mozilla|Opera|Dalvik)/\d[^\"'\n]{0,400}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_IPV4 = re.compile(r"(?<![\d.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,40}(?:[0-9.]{1,15})?(?![\w:])")


class Redactor:
    """Takes out the secrets it is given, by name, and whatever looks like one."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        named = sorted(
            ((form, name) for name, value in secrets.items() for form in _forms(value)),
            key=lambda one: -len(one[0]),
        )
        self._names = [name for _, name in named]
        alternatives = "|".join(f"({_known(form)})" for form, _ in named)
        self._known = re.compile(alternatives) if named else None

    def __call__(self, text: str) -> str:
        """The text without what nobody may read; of a very long one, its beginning."""
        text = self.known_out(text[:TEXT_LENGTH_MAX])
        if "://" in text:
            text = _USER_INFO.sub(f"{OUT}@", text)
        if ":" in text:
            text = _HEADER.sub(rf"\1\2{OUT}", text)
        if "=" in text or ":" in text or "," in text:
            text = _IN_QUERY.sub(rf"\1{OUT}", text)
            text = _ASSIGNED.sub(rf"\1\2{OUT}", text)
        text = _BEARER.sub(rf"\1 {OUT}", text)
        text = _KEYS.sub(OUT, text)
        text = _RANDOM.sub(_random, text)
        return _without_persons(text)

    def known_out(self, text: str) -> str:
        """The text without the secrets it was given: for a reader who may see all else."""
        return text if self._known is None else self._known.sub(self._name, text)

    def value(self, value: object, name: str = "", depth: int = 0) -> object:
        """The same for a value of JSON's shapes, or of any other by its text."""
        if value is None or isinstance(value, bool | int):
            return OUT if value is not None and _NAME.search(name) else value
        if _NAME.search(name) or depth > DEPTH_MAX:
            return OUT
        if isinstance(value, float):
            return value if abs(value) < float("inf") else str(value)
        if isinstance(value, Mapping):
            inner = ((self(str(key)), key, one) for key, one in value.items())
            return {told: self.value(one, str(key), depth + 1) for told, key, one in inner}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.value(one, "", depth + 1) for one in value]
        return self(str(value))

    def _name(self, found: re.Match[str]) -> str:
        return f"[{self._names[(found.lastindex or 1) - 1]}]"


def _forms(secret: str) -> Iterator[str]:
    """A secret in the forms it may take in a text, and the password in a connection string."""
    parts = [secret]
    if "://" in secret:
        password = urlsplit(secret).password or ""
        parts += [password, unquote(password)]
    if secret.startswith("PRIVATE+KEY+"):
        parts += [secret.rpartition("+")[2]]
    for part in parts:
        if len(part) >= KNOWN_LENGTH_MIN:
            yield from dict.fromkeys(
                (
                    part, quote(part), quote(part, safe=""), quote_plus(part), escape(part),
                    repr(part)[1:-1], json.dumps(part)[1:-1],
                )
            )  # fmt: skip


def _known(form: str) -> str:
    if len(form) < CUT_LENGTH_MIN or "://" in form or form.startswith("PRIVATE+KEY+"):
        return re.escape(form)
    return rf"{re.escape(form)}|{re.escape(form[:BEGINNING])}[^\s\"'<>&]*"


def _random(found: re.Match[str]) -> str:
    """Out with what has capitals, small letters and digits: no hash and no id of ours has."""
    text = found.group()
    kinds = (str.isupper, str.islower, str.isdigit)
    return OUT if all(any(map(kind, text)) for kind in kinds) else text


def _without_persons(text: str) -> str:
    if "/" in text:
        text = _AGENT.sub("[user agent]", text)
    if "@" in text:
        text = _EMAIL.sub("[e-mail]", text)
    if "." in text:
        text = _IPV4.sub("[ip]", text)
    return _IPV6.sub(_address, text) if ":" in text else text


def _address(found: re.Match[str]) -> str:
    """A time of day has colons too, and a machine may name itself."""
    try:
        address = ip_address(found.group())
    except ValueError:
        return found.group()
    return found.group() if address.is_loopback or address.is_unspecified else "[ip]"
