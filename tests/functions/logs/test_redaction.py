"""What must not be read is taken out of every text, wherever it stands; what serves stays."""

import base64
import json
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.logs.redaction import BEGINNING, OUT, TEXT_LENGTH_MAX, Redactor

TOKEN = "AXfoACQgN2Y0ZTk3ZmItYjY5ZC00ZTA3LWI4ZjQ"
PASSWORD = 'pa/ss"w@rd'
DATABASE = f"postgresql://candor_app:{quote(PASSWORD)}@ep-cool-name-123.example/candor"
SECRETS = {
    "UPSTASH_REDIS_REST_TOKEN": TOKEN,
    "DATABASE_URL": DATABASE,
    "CRON_SECRET": "only-small-letters-and-dashes-in-here",
    "LEDGER_SIGNING_KEY": "PRIVATE+KEY+candor.example+0a1b2c3d+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY",
}
redact = Redactor(SECRETS)
unknowing = Redactor({})


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "around",
    [
        "{}", "x{}x", "upstash: refused: {}", "https://u.example/get/k?_token={}&x=1",
        "{{'Authorization': 'Bearer {}'}}", "[b'authorization', b'Bearer {}']", '"{}"', "={};",
        "Error:{}", "{}\n{}", 'File "x.py", line 1\n    call("{}")', "a,{},b", "{}://", "é{}é",
    ],
)  # fmt: skip
def test_a_known_secret_is_found_wherever_it_stands(name: str, around: str) -> None:
    assert SECRETS[name] not in redact(around.format(SECRETS[name], SECRETS[name]))


@pytest.mark.parametrize("name", ["UPSTASH_REDIS_REST_TOKEN", "CRON_SECRET"])
def test_a_known_secret_is_called_by_its_name(name: str) -> None:
    assert redact(f"refused: {SECRETS[name]}!") == f"refused: [{name}]!"


@pytest.mark.parametrize("kept", range(BEGINNING, len(TOKEN)))
def test_a_known_secret_that_was_cut_short_is_found(kept: int) -> None:
    assert TOKEN[:BEGINNING] not in redact(f"HTTP 400: you sent {TOKEN[:kept]}")


@pytest.mark.parametrize("form", [quote(PASSWORD, safe=""), json.dumps(PASSWORD)[1:-1], PASSWORD])
def test_a_known_secret_is_found_quoted_and_escaped(form: str) -> None:
    assert form not in Redactor({"PASSWORD": PASSWORD})(f"of {form}, he said")


@given(
    secret=st.text(st.characters(codec="utf-8"), min_size=12, max_size=60),
    before=st.text(max_size=40),
    after=st.text(max_size=40),
)
def test_no_text_around_it_hides_a_known_secret(secret: str, before: str, after: str) -> None:
    if secret not in "[SECRET]" + OUT:
        told = Redactor({"SECRET": secret})(before + secret + after)
        assert secret not in told.replace("[SECRET]", "\0").replace(OUT, "\0")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("GET /get/x?_token=abcdef&y=1", "abcdef"),
        ("GET /x?api_key=abcdef", "abcdef"),
        ("GET /x?sig=abcdef&y=1", "abcdef"),
        ("Authorization: Bearer abcdef", "abcdef"),
        ("authorization: Basic dXNlcjpwdw==", "dXNlcjpwdw"),
        ("sent Bearer abcdef1", "abcdef1"),
        ("{'Authorization': 'abc def'}", "def"),
        ("[(b'authorization', b'abc'), (b'cookie', b'a=b; c=dd')]", "dd"),
        ("Cookie: a=b; c=dd", "dd"),
        ('{"password": "a \\" b"}', "b"),
        ("password=abc host=x", "abc"),
        ("connection to postgresql://me:pw@host:5432/db failed", "pw"),
        ("redis://default:a/b@c@host:6379", "a/b"),
        ("AWS key AKIAIOSFODNN7EXAMPLE", "AKIA"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY refused", "wJalr"),
        (f"the token was {TOKEN}.", TOKEN),
        ("sig_7nrXyzAbCdEf01 did not match", "7nrXyz"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln refused", "eyJzd"),
        ("npg_abcdefgh12 in use", "abcdefgh"),
        ("PRIVATE+KEY+x+0a+AQID", "AQID"),
        ("-----BEGIN PRIVATE KEY-----\nabc\ndef\n-----END PRIVATE KEY-----", "def"),
        ("posted to hooks.slack.com/services/T0/B0/zz", "zz"),
        ("client 203.0.113.7:5555 left", "203.0"),
        ("client ::ffff:203.0.113.7 left", "203.0"),
        ("client [2001:db8::7]:80 left", "db8"),
        ("X-Forwarded-For: 203.0.113.7, 10.0.0.1", "10.0"),
        ("told ada.b+c@mail.example.org of it", "ada"),
        ("User-Agent: curl/8.4.0 (x)", "curl"),
        ("agent Mozilla/5.0 (X11; Linux x86_64) Gecko/2010", "Gecko"),
        ("{'user-agent': 'python/3'}", "python"),
    ],
)
def test_what_looks_like_a_secret_or_tells_a_person_is_taken_out(text: str, gone: str) -> None:
    assert gone in text
    assert gone not in unknowing(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29T12:00:01.123Z 12:00:01",
        f"digest {'0a' * 32}, commit {'0a' * 20}, trace {'0a' * 16}",
        "fra1::iad1::zx5hs-1700000000000-0123456789ab",
        "24h-20240501T00Z waits: not enough candles: 3 of 1344",
        "METRICS_TOKEN is not set here, so nobody may ask for metrics",
        "connection to 127.0.0.1:5432 and [::1]:5432 refused",
        'File "/var/task/functions/adapters/upstash/cache.py", line 83, in _call',
        "https://ep-cool-name.eu-central-1.example/v1/forecast?horizon=24h",
        "kraken: no answer within 8000 ms",
        "c0a80101-1111-4222-8333-0123456789ab",
        "61,000.50 > 60,999.25 at 99 %",
    ],
)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert redact(text) == text


def test_what_is_called_a_secret_is_none_whatever_its_value() -> None:
    given = {
        "token": 5, "nested": {"client_ip": "x", "list": [f"of {TOKEN}", 1.5, None, True]},
        "Authorization": ["a"], "horizon": "24h", f"key {TOKEN}": 1, "nan": float("nan"),
    }  # fmt: skip
    assert redact.value(given) == {
        "token": OUT,
        "nested": {
            "client_ip": OUT,
            "list": ["of [UPSTASH_REDIS_REST_TOKEN]", 1.5, None, True],
        },
        "Authorization": OUT,
        "horizon": "24h",
        "key [UPSTASH_REDIS_REST_TOKEN]": 1,
        "nan": "nan",
    }


def test_a_value_that_holds_itself_ends() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert OUT in json.dumps(redact.value(endless))


@pytest.mark.parametrize(
    "piece",
    [
        "a", "a@", "1.", ":", "1:", "token", "ab-", "://", "://a", "eyJ", "?key", "bearer ", "A1a",
        "-----BEGIN PRIVATE KEY-----", "'token', b", "Mozilla/5", "password ", '\\"', "token='\\",
        "a.", "cookie :", base64.b64encode(bytes(range(64))).decode(),
    ],
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (TEXT_LENGTH_MAX // len(piece))
    began = time.process_time()
    redact(text)
    assert time.process_time() - began < 1.0
