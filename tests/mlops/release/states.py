"""Environments to plan for."""

from dataclasses import replace

from mlops.release.plan.state import Live, Migration, PageLive, Phase, ServiceLive, Wanted

OLD, NEW = "a" * 40, "b" * 40
EXPAND = Migration("0001_record.sql", "1" * 64, Phase.EXPAND)
WIDER = Migration("0002_more.sql", "2" * 64, Phase.EXPAND)
NARROWER = Migration("0003_less.sql", "3" * 64, Phase.CONTRACT)
PAGE = PageLive("prj_1", "dpl_old", OLD, "env-1", assigns_domains=True)
MLFLOW = ServiceLive("mlflow", "srv-1", "dep-old-1", OLD, "env-2", auto_deploys=False)
GRAFANA = ServiceLive("grafana", "srv-2", "dep-old-2", OLD, "env-3", auto_deploys=False)
LIVE = Live(PAGE, (MLFLOW, GRAFANA), (EXPAND,), "sha256:old")
SAME = Wanted(OLD, (EXPAND,), "env-1", {"mlflow": "env-2", "grafana": "env-3"})
NEXT = replace(SAME, commit=NEW, migrations=(EXPAND, WIDER), champion="sha256:new")
EMPTY = Live(
    replace(PAGE, deployment=None, commit=None),
    (replace(MLFLOW, deploy=None, commit=None),),
    (),
    None,
)
