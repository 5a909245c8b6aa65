"""Whose ledger is witnessed, and where what is kept of it goes."""

from dataclasses import dataclass, field

from functions.adapters.ed25519.signer import Ed25519Signer
from functions.adapters.postgres.ledger import PostgresLedger
from functions.adapters.postgres.pool import Pool
from functions.adapters.system import SystemClock
from functions.domain.checkpoint import NoteVerifier, parse_signing_key, parse_verifier
from functions.domain.errors import InvalidInput
from functions.environment import read_settings
from mlops.ledger.anchor import AnchorReport, anchor
from mlops.ledger.site import site_at
from mlops.ledger.time_stamp import CALENDARS
from mlops.local.s3 import ACCESS_KEY_ID, BUCKET
from mlops.local.stack_record import RunningStack
from mlops.operations import WitnessSettings
from mlops.storage.s3 import S3Account, S3Bucket

NO_KEY = "this stack signs no checkpoints; start it anew with `make up`"


@dataclass(frozen=True, slots=True)
class Target:
    """A site, the key that is trusted to sign for it, the second store, and who stamps."""

    url: str
    trusted: NoteVerifier
    account: S3Account = field(repr=False)
    database_url: str = field(repr=False)
    calendars: tuple[str, ...]

    async def anchor(self) -> AnchorReport:
        """One run of the witness. Raises what `mlops.ledger.anchor` raises."""
        files = S3Bucket(self.account, f"checkpoints/{self.trusted.name}")
        pool = Pool(self.database_url, 1)
        try:
            async with site_at(self.url) as site:
                return await anchor(
                    site, files, PostgresLedger(pool), SystemClock(), self.trusted, self.calendars
                )
        finally:
            await pool.close()
            await files.close()


def local_target(stack: RunningStack) -> Target:
    """The running stack, whose key is known here."""
    if not stack.ledger_signing_key:
        raise InvalidInput(NO_KEY)
    return Target(
        stack.page_url,
        Ed25519Signer(parse_signing_key(stack.ledger_signing_key)).verifier,
        S3Account(BUCKET, ACCESS_KEY_ID, stack.s3_secret, stack.s3_url),
        stack.database_url,
        (stack.calendar_url,) if stack.calendar_url else (),
    )


def deployed_target(environment: str) -> Target:
    """The environment that this process's variables describe; InvalidInput names what is wrong."""
    given = read_settings(WitnessSettings)
    if given.candor_env != environment:
        raise InvalidInput(f"CANDOR_ENV is {given.candor_env}, and --env says {environment}")
    return Target(
        str(given.public_url),
        parse_verifier(given.ledger_verifier_key),
        S3Account(
            given.s3_bucket,
            given.aws_access_key_id,
            given.aws_secret_access_key.get_secret_value(),
            str(given.s3_endpoint_url) if given.s3_endpoint_url else None,
            given.aws_region,
            given.aws_session_token.get_secret_value() if given.aws_session_token else None,
        ),
        given.database_url.get_secret_value(),
        tuple(str(url).rstrip("/") for url in given.calendar_urls) or CALENDARS,
    )
