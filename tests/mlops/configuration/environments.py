"""Settings of every environment as they should be, and each way in which they may not."""

from dataclasses import dataclass

from functions.domain.setting import HOW_TO_MAKE_ONE, Kind

DATABASE = "postgresql://candor_app:{password}@{host}/candor?sslmode={sslmode}"
POOLED = "ep-cool-fog-123-pooler.us-east-1.aws.neon.tech"
DIRECT = "ep-cool-fog-123.us-east-1.aws.neon.tech"
TOKEN = "AX7qASQgYTk0NzM2Y2QtZjE4Yi00NWQ1LWI1"
FUNCTION = {
    "CANDOR_ENV": "production",
    "DATABASE_URL": DATABASE.format(password="pq8Zt3LwV0", host=POOLED, sslmode="require"),
    "UPSTASH_REDIS_REST_URL": "https://warm-cod-31337.upstash.io",
    "UPSTASH_REDIS_REST_TOKEN": TOKEN,
    "CRON_SECRET": "cq2tYVHn8TjJ0mS5Xb7sKp4dRw1uEfGz9aLi",
    "LEDGER_SIGNING_KEY": (
        "PRIVATE+KEY+candor.market/ledger+897e82aa+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    ),
    "QSTASH_CURRENT_SIGNING_KEY": "sig_4Nq8bXe2TzP7mKd1RvW9sYc3",
    "QSTASH_NEXT_SIGNING_KEY": "sig_9Hf5gLu6JoA0iEw2QxZ8tBn7",
    "PUBLIC_URL": "https://candor.market",
    "ARTIFACT_URLS": "https://res.cloudinary.com/candor/raw/upload/models",
}
OPERATOR = FUNCTION | {
    "DATABASE_OWNER_URL": DATABASE.format(password="Kd82mVx0aa", host=DIRECT, sslmode="require"),
    "S3_BUCKET": "candor-market",
    "AWS_ACCESS_KEY_ID": "AKIA2E0A8F3B244C9986",
    "AWS_SECRET_ACCESS_KEY": "wJ8rXUtnFEMI/K7MDENG+bPxRfiCYzQ41oPs8Lk2",
    "CLOUDINARY_URL": "cloudinary://847362514:hR7_kJ2mPq9sTvWxYz3bNcLd5fG@candor-market",
}
MLFLOW = {
    "MLFLOW_BACKEND_URL": DATABASE.format(password="bb7Qe2", host=DIRECT, sslmode="require"),
    "MLFLOW_AUTH_URL": DATABASE.format(password="aa9Zk4", host=DIRECT, sslmode="require"),
    "MLFLOW_ARTIFACTS": "s3://candor-market/mlflow",
    "MLFLOW_ADMIN_USERNAME": "grace",
    "MLFLOW_ADMIN_PASSWORD": "zE6pYd1QkT8vNf3LmX5rJc0WbSg7Hu2Aio9e",
    "MLFLOW_SESSION_SECRET": "V2nB8kRt4YqLw7ZsXe1MdJ6cFh0PuGi5ToAa",
    "MLFLOW_ALLOWED_HOSTS": "mlflow.candor.market",
    "MLFLOW_CORS_ORIGINS": "https://mlflow.candor.market",
    "AWS_ACCESS_KEY_ID": OPERATOR["AWS_ACCESS_KEY_ID"],
    "AWS_SECRET_ACCESS_KEY": OPERATOR["AWS_SECRET_ACCESS_KEY"],
}

WATCHED = {
    "METRICS_TOKEN": TOKEN,
    "WATCH_TOKEN": "Nf4Tq8Wz2Xc6Vb1Mk5Jh9Gd3Sa7Pl0RuYeIo",
    "PROMETHEUS_PASSWORD": "Lr7hX2pW9vN4cQ8sT1yK6mB3zF5gJ0dA",
    "PROMETHEUS_PASSWORD_HASH": "$2b$04$b.OXrOmgcnbIf4jex0o3eeQUwM6Ai1fqnCRBUcoExJFqSFdIC96Yu",
}
HASH = {name: text for name, text in WATCHED.items() if name == "PROMETHEUS_PASSWORD_HASH"}
"""What Alertmanager is told beside who is told."""


@dataclass(frozen=True)
class Planted:
    """One error, and what is to be said of it by whoever meets it."""

    change: dict[str, str]
    name: str
    kind: Kind
    sentence: str


def planted(name: str, value: str, kind: Kind, reason: str) -> Planted:
    """An error in the value of one setting."""
    return Planted({name: value}, name, kind, f"{name} {reason}")


def database(password: str = "pq8Zt3LwV0", host: str = POOLED, sslmode: str = "require") -> str:
    return DATABASE.format(password=password, host=host, sslmode=sslmode)


FORM = "postgresql://USER:PASSWORD@HOST/DATABASE"
PLACEHOLDER = "looks like a placeholder; write the real value"
PLANTED = {
    "missing": planted(
        "CRON_SECRET", "", Kind.MISSING,
        "is not set: Bearer secret of /api/cron/*, at least 32 characters.",
    ),
    "missing outside development": planted(
        "ARTIFACT_URLS", "", Kind.MISSING,
        "is not set: Base URLs of the model artifacts, in the order to ask, between commas.",
    ),
    "one of a pair": planted(
        "QSTASH_NEXT_SIGNING_KEY", "", Kind.MISSING,
        "is not set, and QSTASH_CURRENT_SIGNING_KEY is; set both or neither",
    ),
    "the other of a pair": planted(
        "QSTASH_CURRENT_SIGNING_KEY", "", Kind.MISSING,
        "is not set, and QSTASH_NEXT_SIGNING_KEY is; set both or neither",
    ),
    "of another form": planted(
        "DATABASE_URL", "mysql://candor_app:pq8Zt3LwV0@db.candor.market/candor", Kind.MALFORMED,
        f"needs the form {FORM}",
    ),
    "without a host": planted(
        "DATABASE_URL", "postgresql:///candor", Kind.MALFORMED, f"names no host; its form is {FORM}"
    ),
    "without a database": planted(
        "DATABASE_URL", "postgresql://candor_app@db.candor.market", Kind.MALFORMED,
        f"names no database; its form is {FORM}",
    ),
    "an unquoted password": planted(
        "DATABASE_URL", "postgresql://candor_app:a/b@db.candor.market:x/candor", Kind.MALFORMED,
        "is no URL; quote what is special in its password as %XX",
    ),
    "Neon's direct host": planted(
        "DATABASE_URL", database(host=DIRECT), Kind.MALFORMED,
        "needs Neon's pooled host, the one with -pooler",
    ),
    "a placeholder in an address": planted(
        "DATABASE_URL", database(password="password"), Kind.PLACEHOLDER,
        "has a placeholder for a password; write the real one",
    ),
    "unencrypted": planted(
        "DATABASE_URL", database(sslmode="disable"), Kind.MISPLACED,
        "needs ?sslmode=require outside development, or it may go unencrypted",
    ),
    "a database of this machine": planted(
        "DATABASE_URL", database(host="127.0.0.1"), Kind.MISPLACED,
        "points to this machine, which is for development",
    ),
    "no address": Planted(
        {"UPSTASH_REDIS_REST_URL": "warm-cod-31337.upstash.io"}, "UPSTASH_REDIS_REST_URL",
        Kind.MALFORMED,
        "UPSTASH_REDIS_REST_URL: should be a valid URL, relative URL without a base",
    ),
    "not https": planted(
        "UPSTASH_REDIS_REST_URL", "http://warm-cod-31337.upstash.io", Kind.MISPLACED,
        "needs https:// outside development",
    ),
    "this machine": planted(
        "PUBLIC_URL", "https://localhost:8000", Kind.MISPLACED,
        "points to this machine, which is for development",
    ),
    "the example's address": planted(
        "PUBLIC_URL", "https://candor-production.example", Kind.PLACEHOLDER,
        "is an example's address; write the real one",
    ),
    "an address with a password": planted(
        "PUBLIC_URL", "https://ada:lovelace@candor.market", Kind.PUBLIC,
        "carries a user or password, and addresses are shown; write it without",
    ),
    "too short": planted(
        "CRON_SECRET", "cq2tYVHn8TjJ0mS5Xb7sKp4dRw1uEfG", Kind.SHORT,
        f"needs at least 32 characters; {HOW_TO_MAKE_ONE}",
    ),
    "half a signing key": planted(
        "LEDGER_SIGNING_KEY", "PRIVATE+KEY+candor.market/ledger+a2d7c71e+ASV/iIb9", Kind.MALFORMED,
        "is not a signing key: a signing key reads PRIVATE+KEY+name+id+key; `candor ledger keygen`",
    ),
    "a short key of QStash": planted(
        "QSTASH_NEXT_SIGNING_KEY", "sig_9Hf5gLu6JoA0", Kind.SHORT,
        "needs at least 24 characters; copy it again from where it was made",
    ),
    "a placeholder": planted(
        "CRON_SECRET", "change-me-0123456789-0123456789-0123", Kind.PLACEHOLDER, PLACEHOLDER
    ),
    "no random secret": planted("CRON_SECRET", "abcd" * 10, Kind.PLACEHOLDER, PLACEHOLDER),
    "a pasted line break": planted(
        "CRON_SECRET", FUNCTION["CRON_SECRET"] + "\n", Kind.MALFORMED,
        "has a blank, line break or quote around it; paste it without",
    ),
    "the same secret twice": planted(
        "CRON_SECRET", TOKEN, Kind.REPEATED,
        "has the same value as UPSTASH_REDIS_REST_TOKEN; give each its own",
    ),
    "a secret in what is shown": planted(
        "ARTIFACT_URLS", f"https://res.cloudinary.com/candor?token={TOKEN}", Kind.PUBLIC,
        "is shown to everybody and holds the value of UPSTASH_REDIS_REST_TOKEN;"
        " make UPSTASH_REDIS_REST_TOKEN anew",
    ),
    "a secret's value built into the page": planted(
        "VITE_API_URL", f"https://candor.market/{TOKEN}", Kind.PUBLIC,
        "would be built into the page for everybody to read and holds UPSTASH_REDIS_REST_TOKEN;"
        " take it away and make UPSTASH_REDIS_REST_TOKEN anew",
    ),
    "a secret's name built into the page": planted(
        "VITE_CRON_SECRET", "anything", Kind.PUBLIC,
        "would be built into the page for everybody to read and holds CRON_SECRET;"
        " take it away and make CRON_SECRET anew",
    ),
    "a misspelt name": planted(
        "CRON_SERCET", "anything", Kind.UNKNOWN, "is not a setting; did you mean CRON_SECRET?"
    ),
    "emulated venues": planted(
        "VENUES_URL", "http://127.0.0.1:9000", Kind.MISPLACED,
        "is not for production; take it away",
    ),
    "a simulated market": planted(
        "CANDOR_MODE", "simulated", Kind.MISPLACED,
        "must be live in production, which forecasts the real market",
    ),
    "no number in its range": Planted(
        {"DB_POOL_SIZE_MAX": "900"}, "DB_POOL_SIZE_MAX", Kind.MALFORMED,
        "DB_POOL_SIZE_MAX: should be less than or equal to 50",
    ),
    "none of its words": Planted(
        {"CANDOR_MODE": "lively"}, "CANDOR_MODE", Kind.MALFORMED,
        "CANDOR_MODE: should be 'live', 'replay' or 'simulated'",
    ),
}  # fmt: skip
"""Each makes production's good settings of the serving function bad in one way."""
