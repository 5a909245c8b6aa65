"""The witness's schedule as a whole GitHub workflow, written from the cadence table."""

from functions.jobs.cadence import CADENCE

MINUTES_AFTER = 12
"""After the hour's last chance to sign; GitHub comes late as a rule, never early."""
HEADER = """\
# Written by `candor schedules write` from functions/jobs/cadence.py; edit that, not this.
# Keeps each hour's checkpoint in a store that the serving function cannot write to, and
# has one a day stamped: docs/ledger.md.
name: anchor

on:
  schedule:
"""
BODY = """\
  workflow_dispatch:

permissions: {}

concurrency:
  group: anchor
  cancel-in-progress: false

jobs:
  anchor:
    name: Keep the newest checkpoint
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    environment: anchor
    permissions:
      contents: read # the checkout
      id-token: write # tells AWS who asks, where a role is named
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - uses: actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0
        with:
          python-version: "3.13"
      - name: Install what the witness reads and writes with
        run: python -m pip install --quiet --require-hashes -r requirements/operations.txt
      - name: Take the role that may write to the bucket
        if: vars.AWS_ROLE_ARN != ''
        uses: aws-actions/configure-aws-credentials@61815dcd50bd041e203e49132bacad1fd04d2708 # v5.1.1
        with:
          role-to-assume: ${{ vars.AWS_ROLE_ARN }}
          aws-region: ${{ secrets.AWS_REGION }}
      - name: Keep it, unless it does not follow from the one before
        env:
          CANDOR_ENV: ${{ secrets.CANDOR_ENV }}
          PUBLIC_URL: ${{ secrets.PUBLIC_URL }}
          LEDGER_VERIFIER_KEY: ${{ secrets.LEDGER_VERIFIER_KEY }}
          DATABASE_URL: ${{ secrets.DATABASE_URL }}
          S3_BUCKET: ${{ secrets.S3_BUCKET }}
          S3_ENDPOINT_URL: ${{ secrets.S3_ENDPOINT_URL }}
          AWS_ACCESS_KEY_ID: ${{ env.AWS_ACCESS_KEY_ID || secrets.AWS_ACCESS_KEY_ID }}
          AWS_SECRET_ACCESS_KEY: ${{ env.AWS_SECRET_ACCESS_KEY || secrets.AWS_SECRET_ACCESS_KEY }}
          AWS_SESSION_TOKEN: ${{ env.AWS_SESSION_TOKEN }}
          AWS_REGION: ${{ secrets.AWS_REGION }}
        run: |
          if [ -z "$PUBLIC_URL" ]; then
            echo "The environment anchor has no PUBLIC_URL: there is nothing to witness."
            exit 0
          fi
          python -m mlops.cli ledger anchor --env "$CANDOR_ENV"
"""  # noqa: E501 - an action with its version stands in one line


def anchor_workflow() -> str:
    """The text of .github/workflows/anchor.yaml."""
    last = max(minute for one in CADENCE if one.job == "checkpoint" for minute in one.minutes)
    return f'{HEADER}    - cron: "{last + MINUTES_AFTER} * * * *"\n{BODY}'
