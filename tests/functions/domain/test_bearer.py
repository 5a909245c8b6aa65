"""A rotated secret is accepted beside the new one, and nothing else is."""

import pytest

from functions.domain.bearer import Bearer, Shown

NEW, OLD = "new-secret-0123456789abcdefghijklmn", "old-secret-0123456789abcdefghijklmn"
BOTH, ALONE = Bearer(NEW, OLD), Bearer(NEW)


@pytest.mark.parametrize(
    ("accepted", "sent", "shown"),
    [
        (BOTH, f"Bearer {NEW}", Shown.CURRENT),
        (BOTH, f"bearer {OLD}", Shown.PREVIOUS),
        (BOTH, f"Basic {OLD}", Shown.NEITHER),
        (BOTH, f"Bearer {OLD}x", Shown.NEITHER),
        (BOTH, "", Shown.NEITHER),
        (BOTH, "Bearer ", Shown.NEITHER),
        (BOTH, "Bearer None", Shown.NEITHER),
        (ALONE, f"Bearer {NEW}", Shown.CURRENT),
        (ALONE, f"Bearer {OLD}", Shown.NEITHER),
        (ALONE, "Bearer ", Shown.NEITHER),
        (BOTH, "Bearer \udcff", Shown.NEITHER),
    ],
)
def test_the_new_one_and_the_one_before_are_told_apart_and_all_else_is_refused(
    accepted: Bearer, sent: str, shown: Shown
) -> None:
    assert accepted.shown_by(sent.encode(errors="replace").decode()) is shown


def test_neither_stands_in_its_representation() -> None:
    assert NEW not in repr(BOTH)
    assert OLD not in repr(BOTH)
