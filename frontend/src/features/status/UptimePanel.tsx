import type { Uptime } from "../../api/documents";
import { UptimeStrip } from "../../charts/uptime/UptimeStrip";
import { daysOf, rowText, shareText } from "../../charts/uptime/uptimeModel";
import { Panel } from "../../components/Panel";
import { Twin } from "../../components/Twin";
import { type Instant, instantOf } from "../../domain/units";
import { dayAndMonth } from "../../lib/formatTime";
import { capitalised, UNREADABLE } from "./statusWords";

interface Props {
  uptime: Uptime;
  /** Whether what was told of it can be read now. */
  readable: boolean;
  /** When the watcher last spoke, where that is long ago. */
  asOf: Instant | null;
}

/** A strip of 90 days for each part that is probed from outside, and the same as a table. */
export function UptimePanel({ uptime, readable, asOf }: Props) {
  const rows = uptime.rows.map((row) => ({ ...row, told: daysOf(uptime.first_day, row.days) }));
  const dates = [uptime.first_day, uptime.last_day].map((day) => instantOf(`${day}T00:00:00Z`));
  const title = `Uptime, ${rows[0]?.days.length ?? 0} days`;
  if (!readable) {
    return (
      <Panel title={title} asOf={asOf}>
        <p className="status__empty">{UNREADABLE}</p>
      </Panel>
    );
  }
  return (
    <Panel title={title} asOf={asOf}>
      {rows.map((row) => (
        <UptimeStrip
          key={row.component}
          label={capitalised(row.title)}
          days={row.told}
          share={row.share === null ? "no data yet" : shareText(row.share)}
          summary={rowText(row.share, row.days_known, row.days.length)}
        />
      ))}
      <p className="quiet uptime__ends">
        {dates.map((at, index) => (
          <span key={index === 0 ? "first" : "last"}>{dayAndMonth(at)}</span>
        ))}
      </p>
      <p className="quiet uptime__legend">
        <Legend kind="up" text="up" />
        <Legend kind="partly" text="partly down" />
        <Legend kind="mostly-down" text="mostly down" />
        <Legend kind="unknown" text="not watched" />
      </p>
      <Numbers rows={rows} />
    </Panel>
  );
}

const LEGEND_HEIGHTS = { up: 14, partly: 9, "mostly-down": 5, unknown: 2 } as const;

function Legend({ kind, text }: { kind: keyof typeof LEGEND_HEIGHTS; text: string }) {
  const height = LEGEND_HEIGHTS[kind];
  return (
    <span>
      <svg width="6" height="14" aria-hidden="true">
        <rect className={`uptime__day--${kind}`} y={14 - height} width="6" height={height} />
      </svg>
      {text}
    </span>
  );
}

type Told = Uptime["rows"][number] & { told: ReturnType<typeof daysOf> };

function Numbers({ rows }: { rows: readonly Told[] }) {
  return (
    <Twin
      label="Uptime by day"
      head={["Day, UTC", ...rows.map((row) => capitalised(row.title))]}
      rows={() =>
        (rows[0]?.told ?? [])
          .toReversed()
          .map((day, back, all) => [
            dayAndMonth(day.at),
            ...rows.map((row) => cell(row.told[all.length - 1 - back]?.up ?? null)),
          ])
      }
    />
  );
}

function cell(up: number | null): string {
  return up === null ? "–" : shareText(up);
}
