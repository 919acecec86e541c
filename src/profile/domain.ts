import { textOfBytes } from '#kit/byte-string.ts';
import { printable } from '#kit/text.ts';
import { segmentTemplate } from './template.ts';

/** Second levels below which names are registered. No public list of suffixes is at hand: this errs on the longer side. */
const secondLevels = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'go',
  'gob',
  'gov',
  'gv',
  'mil',
  'ne',
  'net',
  'nom',
  'or',
  'org',
]);
/** Suffixes below which strangers live side by side: they are never collapsed to one. */
const sharedSuffixes = new Set([
  'amazonaws.com',
  'azurewebsites.net',
  'blob.core.windows.net',
  'cloudfront.net',
  'duckdns.org',
  'github.io',
  'googleapis.com',
  'herokuapp.com',
  'ngrok.io',
  'pages.dev',
  'vercel.app',
  'windows.net',
  'workers.dev',
]);

/** A DNS name as a behaviour: lower case, without the root's dot, changing labels as classes. Takes a byte string. */
export function domainTemplate(bytes: string): string {
  const name = printable(textOfBytes(bytes.slice(0, 255)))
    .toLowerCase()
    .replace(/\.$/, '');
  const reverse = /\.(?:in-addr|ip6)\.arpa$/.exec(name);
  if (reverse) return `*${reverse[0]}`;
  return name
    .split('.')
    .map((label, index, all) => (index >= all.length - 2 ? label : segmentTemplate(label)))
    .join('.');
}

/** Patterns that may stand for a name, narrowest first, down to the suffix that one owner registers: `*.a.example.com`, `*.example.com`. */
export function domainPatterns(name: string): readonly string[] {
  const labels = name.replace(/^\*\./, '').split('.');
  const keep = registrableLabels(labels);
  const patterns: string[] = [];
  for (
    let from = name.startsWith('*.') ? 1 : 1;
    labels.length - from >= keep && from < 16;
    from += 1
  ) {
    const suffix = labels.slice(from).join('.');
    if (!sharedSuffixes.has(suffix)) patterns.push(`*.${suffix}`);
  }
  return patterns;
}

function registrableLabels(labels: readonly string[]): number {
  const top = labels.at(-1) ?? '';
  const second = labels.at(-2) ?? '';
  if (sharedSuffixes.has(labels.slice(-2).join('.'))) return 3;
  return top.length === 2 && secondLevels.has(second) ? 3 : 2;
}
