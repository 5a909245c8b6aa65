"""SVG to PNG by resvg, with the font that the function brings along: it has none of its own."""

from functools import lru_cache
from pathlib import Path

from functions.documents.embed.picture import FAMILY

_FOLDER = Path(__file__).with_name("fonts")
FONTS = [str(_FOLDER / f"Inter-{weight}.ttf") for weight in ("Regular", "SemiBold")]
KEPT = 64
"""Pictures that one process keeps: more than there are addresses, so that whoever asks for all of
them in turn has each drawn once."""


@lru_cache(maxsize=KEPT)
def png(svg: str) -> bytes:
    """The drawing in its own size; the same SVG gives the same bytes.

    resvg holds Python's lock while it draws: a thread would leave nobody free, and let readers of
    one picture draw it each.
    """
    import resvg_py  # noqa: PLC0415 - most functions never draw, and start sooner without it

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=FONTS,
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )
