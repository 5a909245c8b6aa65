"""One price level judged by the current forecast, with all that it was computed from."""

from datetime import datetime

from pydantic import Field

from functions.documents.envelope import DecimalText, Envelope
from functions.documents.forecast import SlotRef


class LevelsDocument(Envelope):
    """P(close above L) and P(touch L), from one forecast on record and nothing else."""

    forecast_id: str = Field(examples=["24h-20250717T00Z"])
    slot: SlotRef
    issued_at: datetime
    reference_price: DecimalText = Field(description="Consensus close at the cutoff, USD.")
    price: DecimalText = Field(description="The level asked about, USD, as it was asked.")
    log_return: DecimalText = Field(description="ln(price / reference_price).")
    p_close_above: DecimalText = Field(description="P(price at target > level).")
    p_touch: DecimalText | None = Field(
        description="P(an hourly candle that opens in [cutoff, target) reaches the level), as"
        " of the cutoff; null where no touch is claimed."
    )
