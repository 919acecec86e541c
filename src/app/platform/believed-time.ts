import type { Platform } from '#contract/platform.ts';
import type { SqlReader, SqlWriter } from '#contract/sql.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Less than this is nothing: a clock that is corrected, a process that was not run for a while. */
const noticedMs = 2 * minuteMs;
/** A clock that went further ahead is not believed at once. */
const doubtedMs = dayMs;
/** So long it must stand, until it is. */
const provedMs = dayMs;
/** The row of the table of leases where it is kept; nobody holds it. */
const name = 'clock';

/** Where the believed time stood when the steady clock of the process stood elsewhere. */
interface Anchor {
  readonly time: number;
  readonly steady: number;
}

/**
 * The time by which old things may go. It is that of the clock, unless that went ahead by more than a day from one look to the next: then
 * it goes on as if nothing had happened, until the clock has stood for a day. So a wrong clock removes nothing, and a machine that
 * was off for a month forgets a day later. A clock that went back is followed at once.
 */
export class BelievedTime {
  readonly #scope: Pick<Platform['scope'], 'clock' | 'log'>;
  readonly #steady: () => number;
  #believed: Anchor;
  /** Where the clock stood at the last look. */
  #seen: Anchor;
  /** When, by the clock, it went ahead; undefined while it is believed. */
  #doubtedSince: number | undefined;
  /** The time went by while nobody looked: most likely it did. */
  #wasAway = false;

  /** `steady`: milliseconds that no clock changes. */
  constructor(
    scope: Pick<Platform['scope'], 'clock' | 'log'>,
    steady: () => number = () => performance.now(),
  ) {
    this.#scope = scope;
    this.#steady = steady;
    this.#seen = { time: scope.clock().getTime(), steady: steady() };
    this.#believed = this.#seen;
  }

  /** Milliseconds since the Unix epoch. */
  now(): number {
    const [time, steady] = [this.#scope.clock().getTime(), this.#steady()];
    const ahead = time - this.#at(this.#seen, steady);
    if (Math.abs(ahead) >= noticedMs) this.#jumped(time, ahead, steady);
    this.#seen = { time, steady };
    if (this.#isProved(time, steady)) this.#believe(time, steady);
    return this.#at(this.#believed, steady);
  }

  /** The time by which things fall due and end: that of the clock too where this machine was only off. */
  due(): number {
    const now = this.now();
    return this.#wasAway ? this.#scope.clock().getTime() : now;
  }

  /** Why nothing goes by its age at the moment. */
  get doubt(): string | undefined {
    const days = Math.round(
      (this.#seen.time - this.#at(this.#believed, this.#seen.steady)) / dayMs,
    );
    return this.#doubtedSince === undefined
      ? undefined
      : `the clock of this machine is ${days} days ahead of what was seen last`;
  }

  /** Goes on where an earlier process was. */
  async load(reader: SqlReader): Promise<void> {
    const row = await reader.first('SELECT lease_until, facts FROM lease WHERE name = ?', [name]);
    if (row === undefined) return;
    const [time, steady] = [this.#scope.clock().getTime(), this.#steady()];
    const last = Number(row['lease_until']);
    if (time - last <= doubtedMs) return;
    this.#believed = { time: last, steady };
    const since = Number(row['facts']);
    const isGoingOn = since > 0 && since <= time;
    this.#doubtedSince = isGoingOn ? since : time;
    this.#wasAway = !isGoingOn;
    this.#seen = { time, steady };
    this.#tellDoubt(time - last);
  }

  /** Keeps where it is, for the next process. */
  async save(tx: SqlWriter): Promise<void> {
    const facts = String(this.#doubtedSince ?? '');
    await tx.run(
      `INSERT INTO lease (name, holder, lease_until, facts) VALUES (?, '', ?, ?)
       ON CONFLICT (name) DO UPDATE SET lease_until = excluded.lease_until, facts = excluded.facts`,
      [name, Math.trunc(this.now()), facts],
    );
  }

  #at({ time, steady }: Anchor, now: number): number {
    return time + (now - steady);
  }

  #jumped(time: number, ahead: number, steady: number): void {
    const far = time - this.#at(this.#believed, steady);
    if (far > doubtedMs) {
      this.#doubtedSince = time;
      this.#wasAway = false;
      this.#tellDoubt(far);
      return;
    }
    const minutes = Math.round(Math.abs(ahead) / minuteMs);
    const way = ahead > 0 ? 'ahead' : 'back';
    this.#scope.log.warn('the clock of this machine has jumped', { way, minutes });
    this.#believe(time, steady);
  }

  #tellDoubt(ahead: number): void {
    this.#scope.log.warn('nothing is removed for its age until tomorrow', {
      reason: 'the clock is far ahead of what was seen last: it jumped, or this machine was off',
      days: Math.round(ahead / dayMs),
      hint: 'if the time is wrong, correct it: nothing is lost then',
    });
  }

  #isProved(time: number, steady: number): boolean {
    if (this.#doubtedSince !== undefined) return time - this.#doubtedSince >= provedMs;
    return time - this.#at(this.#believed, steady) <= doubtedMs;
  }

  #believe(time: number, steady: number): void {
    this.#doubtedSince = undefined;
    this.#wasAway = false;
    this.#believed = { time, steady };
  }
}
