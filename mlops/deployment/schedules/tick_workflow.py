"""GitHub's schedule as a whole workflow, written from the cadence table."""

from mlops.deployment.schedules.triggers import GITHUB, TICK_PATH, cron_expressions

HEADER = """\
# Written by `candor schedules write` from functions/jobs/cadence.py; edit that, not this.
# It comes late or not at all on busy days: docs/schedules.md says what it is good for.
name: tick

on:
  schedule:
"""
BODY = f"""\
  workflow_dispatch:

permissions: {{}}

concurrency:
  group: tick
  cancel-in-progress: false

jobs:
  tick:
    name: Run what is due
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    environment: tick
    steps:
      - name: Ask for whatever is due
        env:
          CANDOR_URL: ${{{{ secrets.CANDOR_URL }}}}
          CRON_SECRET: ${{{{ secrets.CRON_SECRET }}}}
        # The secret goes in by standard input, so that no list of processes shows it; the
        # answer is not shown, because the log may be public. curl comes again after a
        # refusal, at the time in Retry-After.
        run: |
          if [ -z "$CANDOR_URL" ]; then
            echo "The environment tick has no CANDOR_URL: there is nothing to tick."
            exit 0
          fi
          printf 'header = "Authorization: Bearer %s"\\n' "$CRON_SECRET" |
            curl --config - --request POST --silent --show-error --fail --output /dev/null \\
              --max-time 90 --retry 3 --retry-connrefused --retry-max-time 660 \\
              "$CANDOR_URL{TICK_PATH}"
"""


def tick_workflow() -> str:
    """The text of .github/workflows/tick.yaml."""
    crons = "".join(f'    - cron: "{one}"\n' for one in cron_expressions(GITHUB.pace))
    return f"{HEADER}{crons}{BODY}"
