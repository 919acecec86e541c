import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `90s`, `30m`, `24h`, `5d`, `2w` in milliseconds. Throws `usage.invalid-argument`. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhdw])$/.exec(text);
  const unit = match?.[2];
  if (
    match === null ||
    (unit !== 's' && unit !== 'm' && unit !== 'h' && unit !== 'd' && unit !== 'w')
  ) {
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is not a duration`, {
      hint: 'write a whole number and s, m, h, d or w, such as 24h or 5d',
    });
  }
  return Number(match[1]) * unitMs[unit];
}
