"""The emulator as an ASGI app: upload, destroy, download, usage, delivery, `/_faults`."""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from functions.adapters.system import SystemClock
from functions.domain.units import instant_text
from mlops.local.emulators.cloudinary.shelf import (
    CREDIT_BYTES,
    CREDITS_A_MONTH,
    TYPES,
    Shelf,
    etag,
)
from mlops.local.emulators.cloudinary.signature import is_signed
from mlops.local.emulators.faults import FaultGate
from mlops.local.settings import handed_down

FILE_BYTES_MAX = 10_485_760
REQUEST_AGE_S_MAX = 3600


class Refused(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class CloudinaryEmulator:
    """One product environment over a shelf of raw files."""

    cloud_name: str
    api_key: str
    api_secret: str
    shelf: Shelf
    now: Callable[[], datetime]

    async def upload(self, request: Request) -> Response:
        """`POST /v1_1/{cloud}/raw/upload`, signed multipart."""
        self._check_cloud(request)
        async with request.form(max_part_size=FILE_BYTES_MAX + 1) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            self._check_signature(fields)
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refused(400, "Missing required parameter - file")
            data = await file.read()
        delivery, public_id = _named(fields)
        if not data:
            raise Refused(400, "Empty file")
        if len(data) > FILE_BYTES_MAX:
            raise Refused(
                400, f"File size too large. Got {len(data)}. Maximum is {FILE_BYTES_MAX}."
            )
        kept = self.shelf.read(delivery, public_id)
        existing = kept is not None and fields.get("overwrite") in {"0", "false"}
        if existing:
            data = kept or b""
        else:
            self.shelf.write(delivery, public_id, data)
        path = f"{self.cloud_name}/raw/{delivery}/{public_id}"
        return JSONResponse(
            {
                "public_id": public_id,
                "resource_type": "raw",
                "type": delivery,
                "bytes": len(data),
                "etag": etag(data),
                "created_at": instant_text(self.now().replace(microsecond=0)),
                "url": f"{request.url.scheme}://{request.url.netloc}/{path}",
                **({"existing": True} if existing else {}),
            }
        )

    async def destroy(self, request: Request) -> Response:
        """`POST /v1_1/{cloud}/raw/destroy`, signed."""
        self._check_cloud(request)
        async with request.form() as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        self._check_signature(fields)
        removed = self.shelf.remove(*_named(fields))
        return JSONResponse({"result": "ok" if removed else "not found"})

    async def download(self, request: Request) -> Response:
        """`GET /v1_1/{cloud}/raw/download`, signed, until it expires."""
        self._check_cloud(request)
        fields = dict(request.query_params)
        self._check_signature(fields, is_fresh="expires_at" not in fields)
        if "expires_at" in fields and _seconds(fields["expires_at"]) < self.now().timestamp():
            raise Refused(401, "The download link has expired")
        return self._file(*_named(fields))

    async def deliver(self, request: Request) -> Response:
        """`GET /{cloud}/raw/upload/{public_id}`, for everybody."""
        self._check_cloud(request)
        delivery = request.path_params["delivery"]
        if delivery != "upload":
            raise Refused(401, f"A file of type {delivery} needs a signature")
        return self._file(delivery, request.path_params["public_id"])

    async def usage(self, request: Request) -> Response:
        """`GET /v1_1/{cloud}/usage`, for holders of the key and its secret."""
        self._check_cloud(request)
        if not self.authorized(request):
            raise Refused(401, "Invalid credentials")
        sizes = self.shelf.sizes()
        used = sum(sizes) / CREDIT_BYTES
        return JSONResponse(
            {
                "plan": "Free",
                "last_updated": self.now().date().isoformat(),
                "objects": {"usage": len(sizes)},
                "storage": {"usage": sum(sizes), "credits_usage": used},
                "credits": {
                    "usage": used,
                    "limit": CREDITS_A_MONTH,
                    "used_percent": 100 * used / CREDITS_A_MONTH,
                },
            }
        )

    def authorized(self, request: Request) -> bool:
        """Whether a request carries the key and its secret."""
        expected = base64.b64encode(f"{self.api_key}:{self.api_secret}".encode()).decode()
        sent = request.headers.get("Authorization", "")
        return hmac.compare_digest(sent.encode(), f"Basic {expected}".encode())

    def _check_cloud(self, request: Request) -> None:
        if request.path_params["cloud"] != self.cloud_name:
            raise Refused(401, "cloud_name mismatch")

    def _check_signature(self, fields: Mapping[str, str], *, is_fresh: bool = True) -> None:
        if fields.get("api_key") != self.api_key:
            raise Refused(401, "Unknown API key")
        if not is_signed(fields, self.api_secret):
            raise Refused(401, "Invalid Signature")
        age_s = self.now().timestamp() - _seconds(fields.get("timestamp", ""))
        if is_fresh and age_s > REQUEST_AGE_S_MAX:
            raise Refused(400, f"Stale request - reported {age_s:.0f} seconds ago")

    def _file(self, delivery: str, public_id: str) -> Response:
        data = self.shelf.read(delivery, public_id)
        if data is None:
            raise Refused(404, f"Resource not found - {public_id}")
        headers = {"ETag": f'"{etag(data)}"', "Cache-Control": "public, max-age=2592000"}
        return Response(data, media_type="application/octet-stream", headers=headers)


def _named(fields: Mapping[str, str]) -> tuple[str, str]:
    delivery, public_id = fields.get("type", "upload"), fields.get("public_id", "")
    if delivery not in TYPES:
        raise Refused(400, f"Invalid type {delivery}")
    if not public_id:
        raise Refused(400, "Missing required parameter - public_id")
    return delivery, public_id


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Refused(400, f"{text!r} is no timestamp")
    return int(text)


def refuse(status: int, message: str) -> Response:
    """How Cloudinary says no."""
    return JSONResponse({"error": {"message": message}}, status, {"X-Cld-Error": message})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refuse(error.status, str(error))


def create_app(
    cloud_name: str, api_key: str, api_secret: str, folder: Path, now: Callable[[], datetime]
) -> FaultGate:
    """The emulator of one product environment, its files in a folder."""
    emulator = CloudinaryEmulator(cloud_name, api_key, api_secret, Shelf(folder), now)
    app = Starlette(
        exception_handlers={Refused: _refused},
        routes=[
            Route("/v1_1/{cloud}/raw/upload", emulator.upload, methods=["POST"]),
            Route("/v1_1/{cloud}/raw/destroy", emulator.destroy, methods=["POST"]),
            Route("/v1_1/{cloud}/raw/download", emulator.download),
            Route("/v1_1/{cloud}/usage", emulator.usage),
            Route("/{cloud}/raw/{delivery}/{public_id:path}", emulator.deliver),
        ],
    )
    return FaultGate(app, emulator.authorized, refuse)


def app_from_environment() -> FaultGate:
    """The app as the local stack serves it."""
    settings = handed_down("CANDOR_CLOUDINARY_EMULATOR")
    return create_app(**{**settings, "folder": Path(settings["folder"])}, now=SystemClock().now)
