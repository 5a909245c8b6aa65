/** Who speaks from when on; the rules are those of verify.py. */
import { type Facts, HOUR_S, shown } from "./facts";
import { demand } from "./finding";

export class Promotions {
  /** From when the first schedule announces slots; no promotion after it is a day older. */
  announcedFrom = 0;

  #champion: string | null = null;
  #championBefore: string | null = null;
  #championAt = 0;
  #newest = 0;

  /** The next promotion; Broken when it is dated before those before it. */
  add({ model, role, at }: Facts): void {
    const since = Math.max(this.#newest, this.announcedFrom - 24 * HOUR_S);
    const said = `promotes as of ${shown(at)}, earlier than ${shown(since)} before it`;
    demand(at >= since, said, "back-dated");
    this.#newest = at;
    if (role !== "champion") return;
    [this.#championBefore, this.#champion] = [this.#champion, model];
    this.#championAt = at;
  }

  /** Whether a model may forecast at a cutoff: the champion, or who was it while it was open. */
  speaks(model: string | null, cutoff: number): boolean {
    if (model === this.#champion) return true;
    return model === this.#championBefore && this.#championAt >= cutoff;
  }
}
