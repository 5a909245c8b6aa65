"""A fingerprint knows a value again and says nothing else of it."""

from mlops.release.secrets.entry import fingerprint

VALUE = "cq2tYVHn8TjJ0mS5Xb7sKp4dRw1uEfGz9aLi"


def test_it_is_the_same_for_the_same_value_and_another_in_every_other_place() -> None:
    one = fingerprint("staging", "CRON_SECRET", VALUE)
    assert one == fingerprint("staging", "CRON_SECRET", VALUE)
    others = {
        fingerprint("production", "CRON_SECRET", VALUE),
        fingerprint("staging", "WATCH_TOKEN", VALUE),
        fingerprint("staging", "CRON_SECRET", f"{VALUE}x"),
    }
    assert len(others | {one}) == 4


def test_it_is_too_short_to_find_the_value_by() -> None:
    one = fingerprint("staging", "CRON_SECRET", VALUE)
    assert len(bytes.fromhex(one)) * 8 == 40
    assert one.lower() not in VALUE.lower()
