import type { FileView } from '#contract/source.ts';
import { readStanzas } from '../debian/deb822.ts';
import { linesOf } from '../lines.ts';
import { withoutLogin } from './address.ts';

const maxLineLength = 4096;
const wanted: ReadonlySet<string> = new Set(['types', 'uris', 'suites', 'enabled']);

/** `deb [options] address suite component…` lines (sources.list(5), one-line style) as `address suite`. */
export function* aptLines(file: FileView): Iterable<string> {
  for (const line of linesOf(file.text())) {
    const words = line.slice(0, maxLineLength).trim().split(/\s+/);
    if (words[0] !== 'deb') continue;
    const [address = '', suite = ''] = withoutOptions(words.slice(1));
    yield* nameOf(address, suite);
  }
}

/** `[ arch=amd64 signed-by=… ]` may hold spaces. */
function withoutOptions(words: readonly string[]): readonly string[] {
  if (words[0]?.startsWith('[') !== true) return words;
  return words.slice(words.findIndex((word) => word.endsWith(']')) + 1);
}

/** Paragraphs of `*.sources` (sources.list(5), deb822 style), every address with every suite. */
export function* aptStanzas(file: FileView): Iterable<string> {
  for (const { fields } of readStanzas(file.text(), wanted)) {
    const isOff = /^(?:no|false|without|off|disable)$/i.test(fields.get('enabled') ?? '');
    if (isOff || !wordsOf(fields.get('types')).includes('deb')) continue;
    for (const address of wordsOf(fields.get('uris')))
      for (const suite of wordsOf(fields.get('suites'))) yield* nameOf(address, suite);
  }
}

function wordsOf(field = ''): readonly string[] {
  return field.split(/\s+/).filter(Boolean).slice(0, maxWords);
}

const maxWords = 64;

/** Ubuntu's archives of extended maintenance go by the names of their services. */
function* nameOf(address: string, suite: string): Iterable<string> {
  if (!address.includes('://') || suite === '') return;
  const service =
    /^https?:\/\/(?:[^/@]{1,200}@)?esm\.ubuntu\.com\/(?:(infra|apps|fips[a-z-]*)\/)?/.exec(address);
  if (service === null) yield `${withoutLogin(address)} ${suite}`;
  else yield service[1]?.startsWith('fips') === true ? service[1] : `esm-${service[1] ?? 'infra'}`;
}
