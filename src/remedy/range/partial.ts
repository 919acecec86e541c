/** A version that may be cut short: `1`, `1.2`, `1.x`, `1.2.*`, `1.2.3-rc.1`. `numbers` ends before a wildcard. */
export interface Partial {
  readonly numbers: readonly number[];
  readonly isWildcard: boolean;
  /** What follows the numbers: `-rc.1`; build metadata is dropped. */
  readonly suffix: string;
}

/** Reads a version that may be cut short; `undefined` for anything else. */
export function tryParsePartial(text: string): Partial | undefined {
  const numbers: number[] = [];
  let rest = text.replace(/^[vV=]/, '').split('+', 1)[0] ?? '';
  for (;;) {
    if (/^[xX*](?:\.[xX*])*$/.test(rest)) return { numbers, isWildcard: true, suffix: '' };
    const digits = /^\d{1,15}/.exec(rest)?.[0];
    if (digits === undefined) return undefined;
    numbers.push(Number(digits));
    rest = rest.slice(digits.length);
    if (!rest.startsWith('.')) break;
    rest = rest.slice(1);
  }
  const isSuffix = rest === '' || /^[-A-Za-z_][0-9A-Za-z._-]*$/.test(rest);
  return isSuffix ? { numbers, isWildcard: false, suffix: rest } : undefined;
}

/** The version with its missing numbers as zeros. */
export function whole({ numbers, suffix }: Partial): string {
  return `${filled(numbers).join('.')}${suffix}`;
}

/** The first version after all that agree with the numbers up to `index`; `end` marks it as sorting before pre-releases. */
export function after(numbers: readonly number[], index: number, end: string): string {
  const kept = numbers
    .slice(0, index + 1)
    .map((number, at) => (at === index ? number + 1 : number));
  return `${filled(kept).join('.')}${end}`;
}

function filled(numbers: readonly number[]): readonly number[] {
  return [...numbers, 0, 0, 0].slice(0, Math.max(3, numbers.length));
}
