"""Only what QStash signed, for here, for now and over this body, is let in."""

import base64
import hashlib
import time
from typing import Any

import jwt
import pytest

from functions.adapters.qstash.signature import QstashSignature
from functions.domain.errors import Unauthorized

CURRENT = "sig_current_key_of_thirty_two_ch"
NEXT = "sig_next_key_of_thirty_two_chars"
PATH = "/api/cron/tick"
URL = f"https://candor.market{PATH}"
BODY = b'{"from": "QStash"}'
CHECK = QstashSignature(CURRENT, NEXT, "https://candor.market/")


def claims(body: bytes = BODY, **changed: Any) -> dict[str, Any]:
    """What QStash signs, as its documentation shows it."""
    now = int(time.time())
    digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).decode()
    said = {"iss": "Upstash", "sub": URL, "iat": now, "nbf": now, "exp": now + 300, "jti": "jwt_1"}
    return {**said, "body": digest, **changed}


def signed(key: str = CURRENT, **changed: Any) -> str:
    return jwt.encode(claims(**changed), key, algorithm="HS256")


@pytest.mark.parametrize("key", [CURRENT, NEXT])
def test_the_current_and_the_next_key_open_as_often_as_they_are_shown(key: str) -> None:
    for _ in range(2):
        CHECK.verify(signed(key), BODY, PATH)


def test_an_empty_body_is_a_body() -> None:
    CHECK.verify(signed(body=b""), b"", PATH)


def refused() -> dict[str, str]:
    """Each is refused for one reason only: none has grown old before it is shown."""
    now = int(time.time())
    return {
        "another key": signed("sig_foreign_key_of_thirty_two_ch"),
        "expired": signed(nbf=now - 600, exp=now - 1),
        "not yet": signed(nbf=now + 60, exp=now + 360),
        "another address": signed(sub=f"https://elsewhere.test{PATH}"),
        "another path": signed(sub="https://candor.market/api/cron/ingest"),
        "another issuer": signed(iss="Somebody"),
        "another body": jwt.encode(claims(body=b"{}"), CURRENT, algorithm="HS256"),
        "no algorithm": jwt.encode(claims(), None, algorithm="none"),  # type: ignore[arg-type]
        "another algorithm": jwt.encode(claims(), CURRENT * 2, algorithm="HS512"),
        "no expiry": jwt.encode(
            {name: value for name, value in claims().items() if name != "exp"}, CURRENT, "HS256"
        ),
        "no hash of the body": jwt.encode(
            {name: value for name, value in claims().items() if name != "body"}, CURRENT, "HS256"
        ),
        "cut": signed()[:-1],
        "nothing": "",
        "no token": "Bearer",
        "no ascii": "sésame.sésame.sésame",
    }


@pytest.mark.parametrize("kind", refused())
def test_any_other_signature_is_refused_with_what_it_must_be(kind: str) -> None:
    signature = refused()[kind]
    with pytest.raises(Unauthorized, match=f"current or next key over this body, for {URL}"):
        CHECK.verify(signature, BODY, PATH)


@pytest.mark.parametrize("body", [b"", BODY + b" ", BODY.replace(b"Q", b"q"), b"\xff\xfe"])
def test_a_body_that_is_not_the_signed_one_is_refused(body: bytes) -> None:
    with pytest.raises(Unauthorized, match="over this body"):
        CHECK.verify(signed(), body, PATH)
