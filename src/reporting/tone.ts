export type Tone = 'bad' | 'warn' | 'good';

const tones: ReadonlyMap<string, Tone> = new Map([
  ['P0', 'bad'],
  ['P1', 'bad'],
  ['critical', 'bad'],
  ['fail', 'bad'],
  ['breached', 'bad'],
  ['P2', 'warn'],
  ['high', 'warn'],
  ['partial', 'warn'],
  ['unknown', 'warn'],
  ['open', 'warn'],
  ['requested', 'warn'],
  ['pass', 'good'],
  ['fixed', 'good'],
  ['resolved', 'good'],
]);

/** The colour that a word has besides itself: it never stands alone. */
export function toneOf(word: string): Tone | undefined {
  return tones.get(word);
}
