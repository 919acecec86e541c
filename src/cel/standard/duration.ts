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
  const wrong = new CelError(`invalid duration: ${JSON.stringify(text.slice(0, longest))}`);
  if (text.length > longest) return wrong;
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return new Duration(0n);
  let nanos = 0n;
  part.lastIndex = 0;
  do {
    const match = part.exec(unsigned);
    if (match === null) return wrong;
    const [, whole = '', fraction = '', unit = ''] = match;
    if (whole === '' && fraction === '') return wrong;
    const scale = units[unit] ?? 1n;
    nanos += BigInt(whole === '' ? '0' : whole) * scale;
    nanos += fraction === '' ? 0n : (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  } while (part.lastIndex < unsigned.length);
  return durationOf(text.startsWith('-') ? -nanos : nanos);
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
