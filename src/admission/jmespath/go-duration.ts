const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const most = 2n ** 63n - 1n;

/** Nanoseconds of a duration as Go writes it (`time.ParseDuration`): `1h30m`, `-1.5s`, `0`; `undefined` for anything else. */
export function goNanos(text: string): bigint | undefined {
  if (text.length > 128) return undefined;
  const rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0n;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let total = 0n;
  for (const [, ...parts] of rest.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g))
    total += partOf(parts);
  if (total > most) return undefined;
  return text.startsWith('-') ? -total : total;
}

function partOf([whole, fraction, unit]: readonly (string | undefined)[]): bigint {
  const size = units[unit ?? ''] ?? 0n;
  const own = BigInt(whole || '0') * size;
  if (fraction === undefined || fraction === '') return own;
  return own + (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
}

/** The text of a duration (Go, `Duration.String`): `1h0m0s`, `1.5ms`, `0s`. */
export function goDuration(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const seconds = decimal(size % 60_000_000_000n, 9);
  const minutes = size / 60_000_000_000n;
  if (minutes === 0n) return `${sign}${seconds}s`;
  const hours = minutes / 60n;
  const rest = `${minutes % 60n}m${seconds}s`;
  return hours === 0n ? sign + rest : `${sign}${hours}h${rest}`;
}

/** A number of billionths or the like, without zeros at the end. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const whole = digits.slice(0, -places);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
