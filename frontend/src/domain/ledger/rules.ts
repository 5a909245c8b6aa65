/** What the entries mean together; the rules are those of verify.py. */
import { type Facts, HOUR_S, type Slot, shown, slotAt } from "./facts";
import { demand, type Finding, findingOf } from "./finding";

interface Schedule {
  hours: readonly number[];
  validFrom: number;
}

/** The first announced cutoff later than one. */
function nextAfter(schedule: Schedule, cutoff: number): number {
  let next = Math.max(cutoff + HOUR_S, schedule.validFrom);
  while (!isAnnounced(schedule, next)) next += HOUR_S;
  return next;
}

function isAnnounced({ hours, validFrom }: Schedule, cutoff: number): boolean {
  return cutoff >= validFrom && hours.includes((cutoff / HOUR_S) % 24);
}

/** Fed with every entry in order. */
export class Rules {
  readonly findings: Finding[] = [];
  readonly counts = new Map<string, number>();
  world: string | null = null;
  newestCutoff = 0;

  #schedules = new Map<string, Schedule>();
  #settled = new Map<string, number>();
  /** Slots that were not settled in their turn. */
  #skipped = new Set<string>();
  #champions = new Set<string>();
  /** What is on record happened no later than what is written after it. */
  #reached = 0;

  /** The next entry. */
  feed(index: number, facts: Facts): void {
    this.counts.set(facts.kind, (this.counts.get(facts.kind) ?? 0) + 1);
    if (facts.problem !== null) this.findings.push({ ...facts.problem, index });
    try {
      this.world ??= facts.world;
      const same = facts.world === null || facts.world === this.world;
      demand(same, `it is of ${facts.world}, the record of ${this.world}`, "inserted");
      this.#judge(facts);
      if (facts.kind !== "schedule") this.#reach(facts.at);
    } catch (error) {
      this.findings.push(findingOf(error, index));
    }
  }

  /** After the last entry: what should have been settled by now. */
  finish(): void {
    for (const [horizon, schedule] of this.#schedules) {
      this.#skip(horizon, schedule, this.newestCutoff);
    }
    for (const id of this.#skipped) {
      const text = `slot ${id} was announced, and is neither forecast nor missed`;
      this.findings.push({ name: "dropped", text, index: null });
    }
  }

  #judge(facts: Facts): void {
    const { slot } = facts;
    if (slot !== null) {
      this.#settle(slot);
      if (facts.kind === "forecast") this.#forecast(facts, slot);
      else this.#reach(slot.deadline + 1);
    } else if (facts.hours.length > 0) {
      this.#announce(facts);
    } else if (facts.role === "champion" && facts.model !== null) {
      this.#champions.add(facts.model);
    }
  }

  #reach(seconds: number): void {
    this.#reached = Math.max(this.#reached, seconds);
  }

  #announce({ horizon, hours, at }: Facts): void {
    demand(!this.#schedules.has(horizon), `${horizon} has a schedule`, "inserted");
    this.#schedules.set(horizon, { hours, validFrom: at });
    const late = `announces slots from ${shown(at)}, after ${shown(this.#reached)}`;
    demand(this.#reached < at, late, "back-dated");
  }

  #forecast({ model }: Facts, slot: Slot): void {
    const late = `${slot.id} was written after ${shown(this.#reached)}, later than its deadline`;
    demand(this.#reached <= slot.deadline, late, "back-dated");
    const promoted = model === null || this.#champions.has(model);
    demand(promoted, `${slot.id} names a model not promoted before it`);
  }

  /** A slot's turn: each announced one once, oldest first. */
  #settle({ horizon, cutoff, id }: Slot): void {
    const schedule = this.#schedules.get(horizon);
    demand(schedule !== undefined, `${id} was not announced before it`, "inserted");
    demand(isAnnounced(schedule, cutoff), `${id} is no announced slot`, "inserted");
    demand(!this.#skipped.delete(id), `${id} stands after a later slot`, "reordered");
    const again = cutoff <= (this.#settled.get(horizon) ?? 0);
    demand(!again, `${id} is settled a second time`, "inserted");
    this.#skip(horizon, schedule, cutoff);
    this.#settled.set(horizon, cutoff);
    this.newestCutoff = Math.max(this.newestCutoff, cutoff);
  }

  /** What was due before a cutoff, and has not come. */
  #skip(horizon: string, schedule: Schedule, until: number): void {
    let due = nextAfter(schedule, this.#settled.get(horizon) ?? -HOUR_S);
    for (; due < until; due = nextAfter(schedule, due)) this.#skipped.add(slotAt(horizon, due).id);
  }
}
