// The type of a dashboard of ours: Grafana's, narrowed to the panels that we use, so that each
// panel's options are judged as its plugin reads them and not as a record of anything.
import type { AnnotationQuery, Dashboard, DataQuery, FieldConfig, Panel, RowPanel } from "@grafana/schema";
import type {
  FieldConfig as LinesConfig,
  Options as LinesOptions,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type {
  FieldConfig as HistoryConfig,
  Options as HistoryOptions,
} from "@grafana/schema/dist/esm/raw/composable/statushistory/panelcfg/x/StatusHistoryPanelCfg_types.gen";
import type {
  FieldConfig as TableConfig,
  Options as TableOptions,
} from "@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen";

/** JSON has the values of an enumeration, not its members. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined | unknown[]
    ? T extends (infer Item)[]
      ? Plain<Item>[]
      : T
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

/** Of the data source Prometheus; @grafana/schema leaves queries to their plugins. */
interface PrometheusQuery extends DataQuery {
  expr: string;
  legendFormat: string;
  instant: boolean;
  range: boolean;
  format?: "table" | "time_series";
}

/** Of the plugin `alertlist`, which has no type in @grafana/schema. */
interface AlertListOptions {
  alertInstanceLabelFilter: string;
  alertName: string;
  dashboardAlerts: boolean;
  datasource: string;
  groupBy: string[];
  groupMode: "default" | "custom";
  maxItems: number;
  showInactiveAlerts: boolean;
  sortOrder: 1 | 2 | 3 | 4 | 5;
  stateFilter: Record<"error" | "firing" | "noData" | "normal" | "pending" | "recovering", boolean>;
  viewMode: "list" | "stat";
}

type Shown = Required<Pick<Panel, "id" | "title" | "description" | "gridPos">> &
  Omit<Panel, "type" | "options" | "fieldConfig" | "targets" | "autoMigrateFrom">;

type Asking<Type extends string, Options, Custom> = Shown & {
  type: Type;
  options: Options;
  targets: PrometheusQuery[];
  fieldConfig: {
    defaults: Omit<FieldConfig, "custom"> & { unit: string; custom?: Custom };
    overrides: never[];
  };
};

type OurPanel =
  | Asking<"timeseries", LinesOptions, LinesConfig>
  | Asking<"stat", StatOptions, never>
  | Asking<"status-history", HistoryOptions, HistoryConfig>
  | Asking<"table", TableOptions, TableConfig>
  | (Shown & { type: "alertlist"; options: AlertListOptions })
  | Omit<RowPanel, "repeat">;

/** A line where something happened; what is the data source's own stands beside Grafana's. */
type Mark = Omit<AnnotationQuery, "target"> & {
  target: Omit<PrometheusQuery, "legendFormat">;
  titleFormat: string;
  useValueForTime: boolean;
};

export type Judged = Plain<
  Omit<Dashboard, "panels" | "annotations"> & {
    uid: string;
    title: string;
    annotations: { list: Mark[] };
    panels: OurPanel[];
  }
>;
