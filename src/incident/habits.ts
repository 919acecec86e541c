const hourMs = 3_600_000;
const maxSignatures = 20_000;
/** Hours in which a thing has to happen, and time from its first to its last, before it is a habit. */
const hoursNeeded = 4;
const spanNeeded = 24 * hourMs;

interface Habit {
  first: number;
  last: number;
  hours: number;
  hour: number;
  /** A person said that it is an attack: it never becomes a habit. */
  isAttack: boolean;
}

/** What workloads do again and again. Bounded: the longest unseen is forgotten. */
export class Habits {
  readonly #known = new Map<string, Habit>();

  /** Counts one time. `true` when it was a habit before. */
  meet(signature: string, time: number): boolean {
    const hour = Math.floor(time / hourMs);
    const known = this.#known.get(signature);
    if (known === undefined) {
      this.#remember(signature, { first: time, last: time, hours: 1, hour, isAttack: false });
      return false;
    }
    const isHabit =
      !known.isAttack && known.hours >= hoursNeeded && known.last - known.first >= spanNeeded;
    if (hour !== known.hour) known.hours += 1;
    known.hour = hour;
    known.last = Math.max(known.last, time);
    this.#remember(signature, known);
    return isHabit;
  }

  has(signature: string): boolean {
    return this.#known.has(signature);
  }

  /** Never a habit again. */
  condemn(signature: string): void {
    const known = this.#known.get(signature) ?? {
      first: 0,
      last: 0,
      hours: 0,
      hour: 0,
      isAttack: true,
    };
    known.isAttack = true;
    this.#remember(signature, known);
  }

  #remember(signature: string, habit: Habit): void {
    this.#known.delete(signature);
    this.#known.set(signature, habit);
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxSignatures && oldest !== undefined) this.#known.delete(oldest);
  }
}
