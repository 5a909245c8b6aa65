"""A name in a deployment file that nothing reads, is missing, or is shown, is found."""

from pathlib import Path

import pytest

from mlops.configuration.names import NAMED_IN, check_names
from mlops.local.settings import REPOSITORY

BLUEPRINT = """
services:
  - type: web
    envVars:
      - { key: DATABASE_URL, sync: false }
      - { key: CANDOR_ENV, value: staging }
      - fromGroup: candor
envVarGroups:
  - name: candor
    envVars: [{ key: METRICS_TOKEN, generateValue: true }]
"""
TEMPLATE = """
Resources:
  Function:
    Properties:
      Environment:
        Variables:
          CANDOR_ENV: !Ref Environment
          DATABASE_URL: !Sub "{{resolve:secretsmanager:candor}}"
          UPSTASH_REDIS_REST_URL: !Ref Url
          UPSTASH_REDIS_REST_TOKEN: "{{resolve:secretsmanager:candor}}"
          CRON_SECRET: !Sub "x"
          LEDGER_SIGNING_KEY: "{{resolve:secretsmanager:candor}}"
          ARTIFACT_URLS: !Ref Artifacts
"""
WORKFLOW = """
jobs:
  tick:
    steps:
      - env:
          CANDOR_URL: ${{ vars.CANDOR_URL }}
          CRON_SECRET: ${{ secrets.CRON_SECRET }}
          SHELLCHECK_OPTS: -x
      - run: echo ${{ secrets.GITHUB_TOKEN }}
"""
BLUEPRINTS = REPOSITORY / "mlops/deployment/render"
MEANT = " did you mean CRON_SECRET?"
COMPOSE = """
x-serving: &serving
  DATABASE_URL: postgresql://candor_app:${PASSWORD}@postgres/candor
services:
  postgres:
    environment: { POSTGRES_USER: owner }
  api:
    environment:
      <<: *serving
      CRON_SECRET: ${CRON_SECRET}
volumes: { postgres: }
"""
FILES = {"compose.yaml": "", "render.yaml": "", "template.yaml": "lambda", "tick.yaml": "scheduler"}
TEXTS = {
    "compose.yaml": COMPOSE, "render.yaml": BLUEPRINT, "template.yaml": TEMPLATE,
    "tick.yaml": WORKFLOW,
}  # fmt: skip


def said_of(folder: Path, texts: dict[str, str]) -> list[str]:
    for name, text in texts.items():
        (folder / name).write_text(text)
    return check_names(folder, FILES)


def test_the_committed_files_name_settings_and_all_that_are_needed() -> None:
    assert check_names(REPOSITORY) == []
    blueprints = {str(one.relative_to(REPOSITORY)) for one in BLUEPRINTS.glob("*.yaml")}
    assert blueprints | {"render.yaml", "compose.yaml"} <= NAMED_IN.keys()


def test_good_files_are_accepted(tmp_path: Path) -> None:
    assert said_of(tmp_path, TEXTS) == []


def test_a_listed_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    present = {name: text for name, text in TEXTS.items() if name != "template.yaml"}
    [said] = said_of(tmp_path, present)
    assert said.startswith("template.yaml is not there")


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "render.yaml", "key: DATABASE_URL", "key: DATABASE_ULR",
            "render.yaml gives DATABASE_ULR, which is not a setting; did you mean DATABASE_URL?",
        ),
        (
            "render.yaml", "key: METRICS_TOKEN, generateValue: true",
            "key: METRICS_TOKEN, value: x7K9",
            "render.yaml writes a value for METRICS_TOKEN where everybody reads it; it is a secret",
        ),
        (
            "compose.yaml", "  DATABASE_URL", "  DATABASE_ULR",
            "compose.yaml gives DATABASE_ULR, which is not a setting; did you mean DATABASE_URL?",
        ),
        (
            "compose.yaml", "CRON_SECRET: ${CRON_SECRET}", "CRON_SECRET: x7K9",
            "compose.yaml writes a value for CRON_SECRET where everybody reads it; it is a secret",
        ),
        (
            "template.yaml", "ARTIFACT_URLS", "ARTEFACTS",
            "template.yaml gives ARTEFACTS, which is not a setting",
        ),
        (
            "template.yaml", "          ARTIFACT_URLS: !Ref Artifacts\n", "",
            "template.yaml does not give ARTIFACT_URLS, without which lambda does not start",
        ),
        (
            "template.yaml", '!Sub "x"', "x7K9",
            "template.yaml writes a value for CRON_SECRET where everybody reads it; it is a secret",
        ),
        (
            "tick.yaml", "secrets.CRON_SECRET", "vars.CRON_SECRET",
            "tick.yaml reads CRON_SECRET from vars, which are shown; it is a secret",
        ),
        (
            "tick.yaml", "secrets.CRON_SECRET", "secrets.CRON_SERCET",
            "tick.yaml reads secrets.CRON_SERCET, which is not a setting;" + MEANT,
        ),
        (
            "tick.yaml", "          CRON_SECRET: ${{ secrets.CRON_SECRET }}\n", "",
            "tick.yaml does not give CRON_SECRET, without which scheduler does not start",
        ),
        (
            "tick.yaml", "SHELLCHECK_OPTS", "CANDOR_SHELL",
            "tick.yaml gives CANDOR_SHELL, which is not a setting",
        ),
    ],
)  # fmt: skip
def test_each_planted_name_is_found(
    tmp_path: Path, file: str, old: str, new: str, sentence: str
) -> None:
    assert old in TEXTS[file]
    said = said_of(tmp_path, TEXTS | {file: TEXTS[file].replace(old, new)})
    assert sentence in said
