import { compareText } from './summary.ts';

/**
 * The highest of versions of one package. They come from advisories that already matched, so a comparison of number and
 * word runs is enough to choose the one to show; matching itself compares by the ecosystem's own scheme.
 */
export function highestVersion(versions: readonly string[]): string | undefined {
  return versions.reduce<string | undefined>(
    (best, version) => (best === undefined || compareLoosely(version, best) > 0 ? version : best),
    undefined,
  );
}

function compareLoosely(a: string, b: string): number {
  const left = runs(a);
  const right = runs(b);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = compareRun(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** `~` stands before the end of the text, the end before everything else. */
function compareRun(a: string | undefined, b: string | undefined): number {
  const order = rankOf(a) - rankOf(b);
  if (order !== 0 || a === undefined || b === undefined) return order;
  return isNumber(a) && isNumber(b) ? compareNumbers(a, b) : compareText(a, b);
}

function rankOf(run: string | undefined): number {
  if (run === '~') return 0;
  return run === undefined ? 1 : 2;
}

function isNumber(run: string): boolean {
  return /^[0-9]/.test(run);
}

function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length - right.length || compareText(left, right);
}

function runs(version: string): readonly string[] {
  return version.slice(0, 200).match(/[0-9]+|[A-Za-z]+|~/g) ?? [];
}
