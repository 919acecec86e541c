import { CelError, Duration } from '../value.ts';
import { durationOf } from './arithmetic.ts';

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
const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const longest = 128;

/** Text as of Go's `time.ParseDuration`: `1h30m`, `-1.5s`, `0`. */
export function parseDuration(text: string): Duration | CelError {
  const unsigned = text.replace(/^[-+]/, '');
  const nanos = text.length > longest ? undefined : nanosOf(unsigned);
  if (nanos === undefined)
    return new CelError(`invalid duration: ${JSON.stringify(text.slice(0, longest))}`);
  return durationOf(text.startsWith('-') ? -nanos : nanos);
}

function nanosOf(text: string): bigint | undefined {
  if (text === '0') return 0n;
  let nanos = 0n;
  let at = 0;
  do {
    part.lastIndex = at;
    const match = part.exec(text);
    if (match === null || /^\.?\D/.test(match[0])) return undefined;
    nanos += partNanos(match);
    at = part.lastIndex;
  } while (at < text.length);
  return nanos;
}

function partNanos([, whole = '', fraction = '', unit = '']: RegExpExecArray): bigint {
  const scale = units[unit] ?? 1n;
  const rest = fraction === '' ? 0n : (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  return BigInt(whole === '' ? '0' : whole) * scale + rest;
}

/** Seconds with up to nine decimals, as JSON of protobuf has it: `1.5s`. */
export function formatDuration({ nanos }: Duration): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  return `${sign}${size / 1_000_000_000n}${decimals(size % 1_000_000_000n)}s`;
}

/** `.5` of 500,000,000 nanoseconds, nothing of none. */
export function decimals(nanos: bigint): string {
  return nanos === 0n ? '' : `.${nanos.toString().padStart(9, '0').replace(/0+$/, '')}`;
}
