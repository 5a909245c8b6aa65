"""The settings of whoever operates an environment: what serves, and the keys that write."""

from pydantic import Field, HttpUrl, SecretStr

from functions.config import Settings


class OperationsSettings(Settings):
    """The serving function's settings and the keys that never enter it."""

    database_owner_url: SecretStr = Field(
        description="PostgreSQL connection string of the owner, direct (not pooled)."
    )
    s3_bucket: str = Field(
        pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        description="Bucket of snapshots, MLflow artifacts, backups and copies of artifacts.",
    )
    s3_endpoint_url: HttpUrl | None = Field(
        None, description="S3-compatible endpoint; unset: Amazon's."
    )
    aws_access_key_id: str = Field(description="Key that may write to the bucket.")
    aws_secret_access_key: SecretStr = Field(description="Its secret.")
    aws_region: str = Field("us-east-1", description="Region of the bucket.")
    cloudinary_url: SecretStr = Field(
        description="cloudinary://KEY:SECRET@CLOUD of the account with the model artifacts."
    )
    mlflow_tracking_uri: HttpUrl | None = Field(
        None, description="MLflow server; unset: trainings wait in their outbox."
    )
    mlflow_tracking_username: str = Field("candor-admin", description="MLflow user.")
    mlflow_tracking_password: SecretStr | None = Field(None, description="MLflow password.")
