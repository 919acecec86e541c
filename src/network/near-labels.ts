import type { LabelIndex } from './labels.ts';

/** A label that is in use. */
export interface NearLabel {
  readonly key: string;
  readonly value: string;
}

/** Finds the label that was meant where nothing has the one that is written. Each question is answered once. */
export class NearLabels {
  readonly #index: LabelIndex;
  readonly #groups = new Map<string, Words>();
  readonly #known = new Map<string, NearLabel | undefined>();
  #keys: Words | undefined;

  constructor(index: LabelIndex) {
    this.#index = index;
  }

  near(key: string, value: string): NearLabel | undefined {
    if (this.#index.has(key, value)) return undefined;
    const question = `${key}\n${value}`;
    if (this.#known.has(question)) return this.#known.get(question);
    const found = this.#find(key, value);
    this.#known.set(question, found);
    return found;
  }

  #find(key: string, value: string): NearLabel | undefined {
    const near = this.#valuesOf(key).near(value);
    if (near !== undefined) return { key, value: near };
    if (this.#index.hasKey(key)) return undefined;
    this.#keys ??= new Words(this.#index.keys);
    const other = this.#keys.near(key);
    return other !== undefined && this.#index.has(other, value) ? { key: other, value } : undefined;
  }

  #valuesOf(key: string): Words {
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const made = new Words(this.#index.valuesOf(key));
    this.#groups.set(key, made);
    return made;
  }
}

/** Words shorter than this are too often alike by chance. */
const shortest = 4;
const longest = 100;
/** Words and groups of words that one question is compared with. */
const maxCompared = 2000;

/**
 * Words in groups of those that differ in digits alone: numbers are told apart on purpose (`v1`, `v2`), so a group as a whole is
 * near or is not, as leaving digits out never makes two words more different.
 */
class Words {
  readonly #byCase = new Map<string, string>();
  /** By length without digits, then by the word without digits. */
  readonly #groups = new Map<number, Map<string, string[]>>();

  constructor(words: readonly string[]) {
    for (const word of words) {
      if (word.length > longest) continue;
      this.#byCase.set(word.toLowerCase(), word);
      const bare = bareOf(word);
      const group = listed(this.#groups, bare.length, () => new Map<string, string[]>());
      listed(group, bare, () => []).push(word);
    }
  }

  near(wanted: string): string | undefined {
    if (wanted.length > longest) return undefined;
    const same = this.#byCase.get(wanted.toLowerCase());
    if (same !== undefined) return same;
    if (wanted.length < shortest) return undefined;
    const bare = bareOf(wanted);
    for (const words of this.#near(bare)) {
      const found = words.slice(0, maxCompared).find((one) => isSlip(one, wanted));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  *#near(bare: string): Iterable<readonly string[]> {
    let compared = 0;
    for (const length of [0, 1, -1, 2, -2])
      for (const [other, words] of this.#groups.get(bare.length + length) ?? []) {
        compared += 1;
        if (compared > maxCompared) return;
        if (other !== bare && distanceOf(other, bare, 2) <= 2) yield words;
      }
  }
}

function bareOf(word: string): string {
  return word.replaceAll(/\d/g, '');
}

function listed<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** One letter more, less or other, two in long words, or two swapped. */
function isSlip(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < shortest) return false;
  const distance = distanceOf(a, b, 2);
  return distance <= (a.length > 7 ? 2 : 1) || (distance === 2 && isSwapped(a, b));
}

function isSwapped(a: string, b: string): boolean {
  return a.length === b.length && a.split('').sort().join('') === b.split('').sort().join('');
}

/** Levenshtein distance up to `most`; `most + 1` for texts that are further apart. */
export function distanceOf(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let at = 0; at < a.length; at += 1) {
    row = nextRow(row, a[at], b);
    if (Math.min(...row) > most) return most + 1;
  }
  return Math.min(row.at(-1) ?? 0, most + 1);
}

function nextRow(row: readonly number[], letter: string | undefined, b: string): readonly number[] {
  let left = (row[0] ?? 0) + 1;
  const next = [left];
  for (let at = 0; at < b.length; at += 1) {
    const change = (row[at] ?? 0) + (letter === b[at] ? 0 : 1);
    left = Math.min(change, (row[at + 1] ?? 0) + 1, left + 1);
    next.push(left);
  }
  return next;
}
