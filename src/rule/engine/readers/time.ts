/** `2026-11-22T17:00:05.000000123+0000`, as Falco writes times in ISO 8601 with the zone of UTC. */
export function isoTime(seconds: number, nanoseconds: number): string {
  return `${dateTime(seconds)}.${padded(nanoseconds)}+0000`;
}

/** `17:00:05.000000123` in UTC. */
export function clockTime(seconds: number, nanoseconds?: number): string {
  const clock = dateTime(seconds).slice(11);
  return nanoseconds === undefined ? clock : `${clock}.${padded(nanoseconds)}`;
}

/** `2026-11-22 17:00:05.000000123` in UTC. */
export function calendarTime(seconds: number, nanoseconds?: number): string {
  return `${dateTime(seconds).slice(0, 10)} ${clockTime(seconds, nanoseconds)}`;
}

/** Nine digits. */
export function padded(nanoseconds: number | bigint): string {
  return String(nanoseconds).padStart(9, '0');
}

const latest = 253_402_300_799;

function dateTime(seconds: number): string {
  const bounded = Math.min(Math.max(Math.trunc(seconds) || 0, 0), latest);
  return new Date(bounded * 1000).toISOString().slice(0, 19);
}
