"""An expression comes to what GitHub would make of it, or is refused with why."""

import pytest

from functions.domain.errors import InvalidInput
from mlops.deployment.workflows.expressions import NotKnown, holds, resolved

KNOWN = {
    "github.sha": "abc",
    "github.event_name": "push",
    "inputs.commit": "",
    "matrix.python": "3",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("a ${{ github.sha }} and ${{matrix.python}}", "a abc and 3"),
        ("${{ inputs.commit || github.sha }}", "abc"),
        ("${{ inputs.not_given || 'other' }}", "other"),
        ("${{ vars.NOT_SET }}", ""),
    ],
)
def test_values_are_put_in(text: str, value: str) -> None:
    assert resolved(text, KNOWN) == value


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("${{ secrets.CRON_SECRET }}", "needs the secret CRON_SECRET"),
        ("${{ needs.plan.outputs.hash }}", "needs what the job plan gives"),
        ("${{ steps.it.outputs.hash }}", "needs what the step it gives"),
        ("${{ github.run_id }}", "needs github.run_id, which only GitHub knows"),
    ],
)
def test_what_is_not_known_here_is_said(text: str, why: str) -> None:
    with pytest.raises(NotKnown, match=why):
        resolved(text, KNOWN)


@pytest.mark.parametrize("text", ["toJSON(github)", "a b", "!github.sha", "${{ toJSON(x) }}"])
def test_another_form_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(InvalidInput, match="nothing on this machine"):
        holds(text, KNOWN)


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ("github.event_name == 'push'", True),
        ("github.event_name != 'push'", False),
        ("github.event_name == 'x' || github.event_name == 'push'", True),
        ("github.event_name == 'push' && github.sha == 'x'", False),
        ("github.sha == 'x' || github.event_name == 'push' && github.sha == 'abc'", True),
        ("${{ inputs.commit == '' }}", True),
    ],
)
def test_a_condition_is_judged(condition: str, is_met: bool) -> None:
    assert holds(condition, KNOWN) is is_met
