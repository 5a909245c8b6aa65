"""An environment of the test session's own servers, as a file of settings.

It is a development one: a deployed one has no address of this machine.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from mlops.local.emulators.cloudinary.server import API_KEY, CLOUD_NAME, CloudinaryServer
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.emulators.venues.server import VenuesServer
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.local.s3 import ACCESS_KEY_ID, BUCKET, PublicBucketServer, S3Server

FOLDER = "models/development"


@dataclass(frozen=True)
class Servers:
    """What stands for the vendors."""

    postgres: PostgresServer
    upstash: UpstashServer
    cloudinary: CloudinaryServer
    s3: S3Server
    s3_public: PublicBucketServer
    venues: VenuesServer


@dataclass(frozen=True)
class Staging:
    """The settings of one environment with a database of its own."""

    servers: Servers
    folder: Path
    database: str = field(default_factory=lambda: f"staging_{secrets.token_hex(4)}")

    def settings(self) -> dict[str, str]:
        """By name, as they are written in the file."""
        servers = self.servers
        return {
            "CANDOR_ENV": "development",
            "DATABASE_URL": servers.postgres.url("candor_app", self.database),
            "DATABASE_OWNER_URL": servers.postgres.url(OWNER_ROLE, self.database),
            "UPSTASH_REDIS_REST_URL": servers.upstash.url,
            "UPSTASH_REDIS_REST_TOKEN": servers.upstash.token,
            "CACHE_PREFIX": self.database,
            "CRON_SECRET": secrets.token_urlsafe(32),
            "VENUES_URL": servers.venues.url,
            "ARTIFACT_URLS": (
                f"{servers.cloudinary.public_url(FOLDER)},{servers.s3_public.url}/{FOLDER}"
            ),
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT_URL": servers.s3.url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": servers.s3.secret,
            "CLOUDINARY_URL": (
                f"cloudinary://{API_KEY}:{quote(servers.cloudinary.api_secret)}@{CLOUD_NAME}"
                f"?upload_prefix={servers.cloudinary.url}"
            ),
        }

    def snapshots(self) -> set[str]:
        """The folders of all vendors in which a training's input lies."""
        vendors = (self.servers.s3.home / BUCKET, self.servers.cloudinary.home)
        return {
            "/".join(path.relative_to(vendor).parts[:2])
            for vendor in vendors
            for path in vendor.rglob("*")
            if path.is_file() and path.read_bytes().startswith(b"PAR1")
        }

    def write(self, **changed: str) -> Path:
        """The file, with some settings changed; an empty one is left out."""
        settings = {**self.settings(), **changed}
        path = self.folder / ".env.development"
        lines = [f"{name}='{value}'" for name, value in settings.items() if value]
        path.write_text("\n".join(lines) + "\n")
        return path
