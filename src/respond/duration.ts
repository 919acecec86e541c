const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const part = /(\d{1,9})(ms|s|m|h|d)/gy;

/** Milliseconds of `10m`, `1h30m`, `500ms`, `2d`; `undefined` of anything else. */
export function tryParseDuration(text: string): number | undefined {
  let total = 0;
  let end = 0;
  for (const match of text.slice(0, 64).matchAll(part)) {
    total += Number(match[1]) * (units.get(match[2] ?? '') ?? 0);
    end = match.index + match[0].length;
  }
  return end > 0 && end === text.length ? total : undefined;
}

/** `10m`, `1h30m`, `1.5s` for people. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < 60_000) return `${Math.round(milliseconds / 100) / 10}s`;
  const minutes = Math.round(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes}m`;
  return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
}
