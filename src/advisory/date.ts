const dayMs = 86_400_000;
const epoch = Date.UTC(2000, 0, 1);

/**
 * The day of an RFC 3339 date or date-time as `YYYY-MM-DD`, UTC. Feeds write year 1 for "unknown": before 1990, and
 * anything that is not a date, is `undefined`.
 */
export function dayOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}(?:$|[T ])/.test(value)) return undefined;
  const day = value.slice(0, 10);
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time) || day < '1990') return undefined;
  return new Date(time).toISOString().slice(0, 10) === day ? day : undefined;
}

/** Days since 1989-12-31; 0 stands for no date. */
export function packDay(day: string | undefined): number {
  if (day === undefined) return 0;
  return (Date.parse(`${day}T00:00:00Z`) - epoch) / dayMs + offset;
}

/** The inverse of `packDay`; out of range gives `undefined`. */
export function unpackDay(packed: number): string | undefined {
  if (packed === 0 || packed > 4_000_000) return undefined;
  const text = new Date(epoch + (packed - offset) * dayMs).toISOString();
  return text.length === 24 ? text.slice(0, 10) : undefined;
}

/** Days from 1990 to 2000, plus one: keeps every packed day above zero. */
const offset = 3653;

/** The later of two days. */
export function laterDay(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined) return b;
  return b === undefined || a >= b ? a : b;
}
