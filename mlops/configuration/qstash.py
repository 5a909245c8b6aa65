"""What `candor schedules apply` must be told to speak to QStash for an environment."""

from pydantic import Field, HttpUrl

from functions.environment import Address, ConsumerSettings, VendorSecret


class QstashSettings(ConsumerSettings):
    """QStash's account and the address it is to tick; none of it enters the function."""

    qstash_token: VendorSecret = Field(description="QStash's token; its console shows it.")
    qstash_url: HttpUrl = Field(
        HttpUrl("https://qstash.upstash.io"), description="QStash, or its regional address."
    )
    public_url: Address = Field(
        description="Where users reach this environment; QStash signs for this address.",
        examples=["https://candor-{environment}.example"],
    )
