const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** `90s`, `5m`, `500ms`, `1h`, `1d` in milliseconds; `undefined` for anything else, and for nothing or more than 30 days. */
export function tryParseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim());
  const unit = units.get(match?.[2] ?? '');
  if (unit === undefined) return undefined;
  const duration = Number(match?.[1]) * unit;
  return duration > 0 && duration <= 30 * 86_400_000 ? duration : undefined;
}
