/** What has come up since the last report: kinds and counts, nothing of the reader. */
import type { components } from "../api/schema.gen";

type PageReport = components["schemas"]["PageReport"];
type Counts<Part extends keyof PageReport> = keyof NonNullable<PageReport[Part]>;

export type PageName = Counts<"views">;
export type Vital = Counts<"vitals">;
export type Action = Counts<"actions">;
export type ErrorKind = Counts<"errors">;

/** Of each kind in one visit: a page that fails in a loop is known after the first few. */
export const ERRORS_MAX = 10;
/** What the API takes of one kind in one report. */
export const COUNT_MAX = 50;
const VITAL_S_MAX = 600;
const SHIFT_MAX = 100;
const DIGITS = 4;

/** Adds up a visit until it is taken. */
export class Pending {
  #views = new Map<string, number>();
  #actions = new Map<string, number>();
  #errors = new Map<string, number>();
  #vitals = new Map<string, number>();
  #shift: number | null = null;
  #told = new Set<string>();
  #failed = new Map<string, number>();

  viewed(page: PageName): void {
    add(this.#views, page);
  }

  acted(action: Action): void {
    add(this.#actions, action);
  }

  failed(kind: ErrorKind): void {
    const before = this.#failed.get(kind) ?? 0;
    if (before >= ERRORS_MAX) return;
    this.#failed.set(kind, before + 1);
    add(this.#errors, kind);
  }

  /** A vital in seconds; each counts once a visit, as it was when first told. */
  measured(vital: Vital, seconds: number): void {
    if (this.#isNews(vital, seconds, VITAL_S_MAX)) this.#vitals.set(vital, rounded(seconds));
  }

  shifted(score: number): void {
    if (this.#isNews("shift", score, SHIFT_MAX)) this.#shift = rounded(score);
  }

  /** What there is to report, and nothing left; null when there is nothing. */
  take(): PageReport | null {
    const report = {
      ...part("views", this.#views),
      ...part("vitals", this.#vitals),
      ...(this.#shift === null ? {} : { layout_shift: this.#shift }),
      ...part("actions", this.#actions),
      ...part("errors", this.#errors),
    };
    for (const counts of [this.#views, this.#vitals, this.#actions, this.#errors]) counts.clear();
    this.#shift = null;
    return Object.keys(report).length === 0 ? null : (report as PageReport);
  }

  #isNews(name: string, value: number, max: number): boolean {
    if (this.#told.has(name) || !(value >= 0 && value <= max)) return false;
    this.#told.add(name);
    return true;
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, Math.min(COUNT_MAX, (counts.get(name) ?? 0) + 1));
}

function part(name: string, counts: Map<string, number>): object {
  return counts.size === 0 ? {} : { [name]: Object.fromEntries(counts) };
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}
