import { CaissonError } from '#kit/error.ts';
import { tiers } from '#model/risk.ts';

/** The words of each filter, in the order of their codes. Codes are stored: words are only ever appended. */
const dimensions = [
  [
    'kind',
    3,
    [
      'vulnerability',
      'lifecycle',
      'license',
      'secret',
      'misconfiguration',
      'credential',
      'malware',
    ],
  ],
  ['tier', 3, tiers],
  ['severity', 3, ['critical', 'high', 'medium', 'low', 'negligible', 'unknown']],
  ['state', 2, ['open', 'acknowledged', 'excepted', 'fixed']],
  ['usage', 2, ['loaded', 'not-loaded', 'unknown']],
  ['exposure', 2, ['internet', 'cluster', 'isolated', 'unknown']],
  ['assetKind', 2, ['image', 'host', 'cluster', 'repository']],
  ['fixable', 1, ['false', 'true']],
  ['exploited', 1, ['false', 'true']],
  ['running', 1, ['false', 'true']],
  ['breached', 1, ['false', 'true']],
] as const;

/** What can be asked of findings without looking at them one by one. */
export type Dimension = (typeof dimensions)[number][0];
export type Traits = Readonly<Record<Dimension, string>>;

interface Field {
  readonly name: Dimension;
  readonly words: readonly string[];
  readonly shift: number;
  readonly mask: number;
}

const fields: readonly Field[] = dimensions.map(([name, bits, words], at) => ({
  name,
  words,
  shift: dimensions.slice(0, at).reduce((sum, [, width]) => sum + width, 0),
  mask: 2 ** bits - 1,
}));

/** One number for all that filters ask of a finding. A word that is not known counts as the first of its field. */
export function packTraits(traits: Traits): number {
  return fields.reduce((packed, { name, words, shift }) => {
    return packed + Math.max(0, words.indexOf(traits[name])) * 2 ** shift;
  }, 0);
}

/** The words of a packed number. */
export function traitsOf(packed: number): Traits {
  const entries = fields.map(({ name, words, shift, mask }) => [
    name,
    words[Math.floor(packed / 2 ** shift) & mask] ?? words[0] ?? '',
  ]);
  return Object.fromEntries(entries) as Traits; // every field has an entry
}

/** The word of one field of a packed number. */
export function wordOf(packed: number, dimension: Dimension): string {
  const { words, shift, mask } = fieldOf(dimension);
  return words[Math.floor(packed / 2 ** shift) & mask] ?? words[0] ?? '';
}

/** Whether a field of packed numbers has one of these words. */
export function hasWordOf(
  dimension: Dimension,
  wanted: ReadonlySet<string>,
): (packed: number) => boolean {
  const { words, shift, mask } = fieldOf(dimension);
  const codes = new Set(words.flatMap((word, at) => (wanted.has(word) ? [at] : [])));
  return (packed) => codes.has(Math.floor(packed / 2 ** shift) & mask);
}

function fieldOf(dimension: Dimension): Field {
  const field = fields.find(({ name }) => name === dimension);
  if (field === undefined) throw new CaissonError('internal.bug', `no field "${dimension}"`);
  return field;
}

/** What can be asked of findings without looking at them one by one, in the order of the codes. */
export const dimensionNames: readonly Dimension[] = dimensions.map(([name]) => name);

/** The words that a field can have. */
export function wordsOf(dimension: Dimension): readonly string[] {
  return fieldOf(dimension).words;
}

/** Whether these traits are work to do: open or acknowledged. Acknowledging lowers nothing. */
export function isOpen({ state }: Pick<Traits, 'state'>): boolean {
  return state === 'open' || state === 'acknowledged';
}

/** By how many bits a field is shifted in a packed number, for statements that compute with it. */
export function shiftOf(dimension: Dimension): number {
  return fieldOf(dimension).shift;
}

/** The bits of some fields: packed traits of which only these are left are those of many at once. */
export function maskOf(names: readonly Dimension[]): number {
  return fields
    .filter(({ name }) => names.includes(name))
    .reduce((sum, { mask, shift }) => sum + mask * 2 ** shift, 0);
}
