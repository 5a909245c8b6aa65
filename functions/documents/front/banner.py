"""Mode, source and age of the data, as the page's banner says them, without what runs on."""

from datetime import timedelta

from functions.documents.front.markup import element, link, text
from functions.documents.status import StatusDocument
from functions.documents.wording import MODE_LABELS, duration, full_time

_ENDED = {
    "replay": "the replay has reached the end of its file",
    "simulated": "the simulation has reached its end",
}
_LOST = (" is down", " are down", " is failing", " are failing")
"""How a reason ends that tells of a lost part, which has a line of its own."""
_VENUE = "venue "


def banner(status: StatusDocument) -> str:
    """What every number below rests on; times are said, ages are left to the script."""
    facts = [_state(status), _data(status)]
    asides = [_pace(status), f"source: {_source(status.source)}"]
    said = "".join(element("span", text(fact)) for fact in facts if fact)
    said += "".join(element("span", text(one), class_="banner__aside") for one in asides if one)
    warnings = "".join(
        element("p", text(one), class_="banner__warning") for one in _warnings(status)
    )
    more = element("p", link("/status", "How each part is, and since when"), class_="banner__more")
    return element(
        "aside",
        element(
            "p", f"<strong>{text(MODE_LABELS[status.mode])}</strong>{said}", class_="banner__facts"
        )
        + warnings
        + (more if warnings else ""),
        class_=f"banner banner--{status.mode}",
        aria_label="Mode and data",
    )


def _state(status: StatusDocument) -> str | None:
    match status.clock.state:
        case "ended":
            return _ENDED.get(status.mode)
        case "catching_up":
            return "catching up with its history"
        case "preparing":
            return "preparing: reading candles, then fitting the model"
        case _:
            return None


def _data(status: StatusDocument) -> str | None:
    if status.data_as_of is None:
        return None
    return f"data as of {full_time(status.data_as_of)}"


def _pace(status: StatusDocument) -> str | None:
    seconds = status.clock.seconds_per_hour
    if status.clock.state != "running":
        return None
    if seconds >= 1:
        return f"one hour passes every {duration(timedelta(seconds=seconds))}"
    return f"one hour passes every {'less than 0.1' if seconds < 0.1 else f'{seconds:.1g}'} s"


def _warnings(status: StatusDocument) -> list[str]:
    troubles = [one for one in status.degraded_because if not one.endswith(_LOST)]
    lost = [one for one in status.dependencies if not one.ok and not one.name.startswith(_VENUE)]
    said = [f"Not all is well: {troubles[0]}."] if troubles and status.data_as_of else []
    return said + [f"The {one.name} {one.detail}." for one in lost]


def _source(source: str) -> str:
    """`history:f1ce` names a file by its digest, `simulated:seed-1` a seed."""
    return source.replace("history:", "history file ").replace("simulated:seed-", "seed ")
