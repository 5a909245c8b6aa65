/** What the entries mean together; the rules are those of verify.py. */
import { type Facts, HOUR_S, type Slot, shown, slotAt } from "./facts";
import { Broken, demand, type Finding, findingOf } from "./finding";
import { Promotions } from "./promotions";

/** What nobody settled may reach into the year 9999. */
const SKIPPED_MAX = 10_000;

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
  #promotions = new Promotions();
  #version = 0;
  /** The newest cutoff with its reference price. */
  #priced = { cutoff: 0, price: 0 };
  #missedLast: { index: number; slot: Slot } | null = null;
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
      this.#judge(index, facts);
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

  #judge(index: number, facts: Facts): void {
    const { slot } = facts;
    if (slot !== null) {
      this.#settle(slot);
      if (facts.kind === "forecast") this.#forecast(facts, slot);
      else {
        this.#missedLast = { index, slot };
        this.#reach(slot.deadline + 1);
      }
    } else if (facts.hours.length > 0) {
      this.#announce(facts);
    } else if (facts.kind === "promotion" && facts.problem === null) {
      this.#promotions.add(facts);
    }
  }

  #reach(seconds: number): void {
    this.#reached = Math.max(this.#reached, seconds);
  }

  #announce({ horizon, hours, at }: Facts): void {
    demand(!this.#schedules.has(horizon), `${horizon} has a schedule`, "inserted");
    this.#schedules.set(horizon, { hours, validFrom: at });
    this.#promotions.announcedFrom ||= at;
    const late = `announces slots from ${shown(at)}, after ${shown(this.#reached)}`;
    demand(this.#reached < at, late, "back-dated");
  }

  #forecast({ model, version, price, problem }: Facts, slot: Slot): void {
    if (this.#reached > slot.deadline) this.#writtenLate(slot);
    if (problem !== null) return;
    const spoke = this.#promotions.speaks(model, slot.cutoff);
    demand(spoke, `${slot.id} names a model that was not the champion promoted last before it`);
    demand(version >= this.#version, `${slot.id} goes back to schema version ${version}`);
    this.#version = version;
    const same = this.#priced.cutoff !== slot.cutoff || this.#priced.price === price;
    const said = `another horizon ${this.#priced.price.toFixed(2)}`;
    demand(same, `${slot.id} says ${price.toFixed(2)} at its cutoff, ${said}`, "changed");
    this.#priced = { cutoff: slot.cutoff, price };
  }

  /** Two entries that cannot both be true: one of them says when it was not written. */
  #writtenLate({ id, cutoff }: Slot): void {
    const missed = this.#missedLast;
    if (missed?.slot.cutoff !== cutoff) {
      const late = `${id} was written after ${shown(this.#reached)}, later than its deadline`;
      throw new Broken("back-dated", late);
    }
    const { index, slot } = missed;
    if (this.findings.slice(-5).some((one) => one.index === index)) return;
    const text = `${slot.id} stands as missed before ${id} was issued: one is not true`;
    this.findings.push({ name: "back-dated", text, index });
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
    const room = () => this.#skipped.size < SKIPPED_MAX;
    for (; due < until && room(); due = nextAfter(schedule, due))
      this.#skipped.add(slotAt(horizon, due).id);
  }
}
