/** `340 ms`, `12 s`, `4 min`, between two points in time; a dash while one is missing. */
export function durationText(from: number | undefined, to: number | undefined): string {
  if (from === undefined || to === undefined) return '–';
  const ms = Math.max(0, to - from);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  return ms < 5_400_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
