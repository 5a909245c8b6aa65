"""The settings of whoever operates an environment: what serves, and the keys that write."""

from typing import Annotated

from pydantic import AfterValidator, Field, HttpUrl, SecretStr
from pydantic import ValidationInfo as Info

from functions.config import Settings
from functions.domain.setting import cloudinary_refusal, placeholder_refusal
from functions.environment import (
    DEPLOYED,
    Address,
    Rule,
    VendorSecret,
    is_deployed,
    postgres,
    refuse,
)


def _cloudinary(url: SecretStr, info: Info) -> SecretStr:
    refuse(cloudinary_refusal(url.get_secret_value(), deployed=is_deployed(info)))
    return url


def _real(text: str) -> str:
    refuse(placeholder_refusal(text))
    return text


class OperationsSettings(Settings):
    """The serving function's settings and the keys that never enter it."""

    public_url: Annotated[Address | None, Rule(required_in=DEPLOYED)] = Field(
        None,
        description="Where users reach this environment; QStash signs for this address.",
        examples=["https://candor-{environment}.example"],
    )
    database_owner_url: Annotated[SecretStr, postgres(pooled=False)] = Field(
        description="PostgreSQL connection string of the owner, direct (not pooled)."
    )
    s3_bucket: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="Bucket of snapshots, MLflow artifacts and copies of model artifacts.",
        examples=["candor", "name-of-your-bucket"],
    )
    s3_endpoint_url: Address | None = Field(
        None, description="S3-compatible endpoint; unset: Amazon's."
    )
    aws_access_key_id: Annotated[str, AfterValidator(_real)] = Field(
        pattern=r"^\S+$", description="Key that may write to the bucket."
    )
    aws_secret_access_key: VendorSecret = Field(description="Secret of AWS_ACCESS_KEY_ID.")
    aws_region: str = Field("us-east-1", description="Region of the bucket.")
    cloudinary_url: Annotated[SecretStr, AfterValidator(_cloudinary)] = Field(
        description="cloudinary://KEY:SECRET@CLOUD of the account with the model artifacts."
    )
    mlflow_tracking_uri: Address | None = Field(
        None, description="MLflow server; unset: trainings wait in their outbox."
    )
    mlflow_tracking_username: str = Field(
        "candor-admin", description="MLflow user who logs trainings."
    )
    mlflow_tracking_password: Annotated[VendorSecret | None, Rule(pair="mlflow_tracking_uri")] = (
        Field(None, description="Password of that MLflow user.")
    )
    # With these two on one's own machine (`make monitoring`) an address of it is right.
    prometheus_url: HttpUrl | None = Field(
        None, description="Prometheus, as this machine reaches it."
    )
    alertmanager_url: HttpUrl | None = Field(
        None, description="Alertmanager, as this machine reaches it."
    )
    grafana_url: Address | None = Field(None, description="Grafana, as people reach it.")
