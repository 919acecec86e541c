import { textOfBytes } from '#kit/byte-string.ts';
import { printable } from '#kit/text.ts';

const maxSegment = 200;
const maxArguments = 24;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const date =
  /(?:19|20)[0-9]{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12][0-9]|3[01])(?:[T_-]?[0-9]{2}[:.]?[0-9]{2}(?:[:.]?[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?(?![0-9])/g;
const hexRun = /[0-9a-f]{8,}/gi;
const digitRun = /[0-9]+/g;
const temporarySuffix = /(^tmp|[._-]tmp|[._-])(?=[A-Za-z0-9_]{6,12}$)([A-Za-z0-9_]+)$/;
/** `XXXXXX` of mkstemp(3) after a stem, before at most two extensions. */
const madeName =
  /^(.*[._-])([A-Za-z0-9]{6}|[A-Za-z0-9]{8}|[A-Za-z0-9]{10})((?:\.[a-z][a-z0-9]{0,4}){0,2})$/;
/** Compilers (`ccXXXXXX.s`) and Python (`tmpxxxxxxxx`) put nothing between. */
const madeNameOf = /^(cc(?=[A-Za-z0-9]{6}(?:\.|$))|tmp(?=[a-z0-9_]{8}(?:\.|$)))[A-Za-z0-9_]+(.*)$/;
/** Everything in these has a name for once. */
const temporaryPlaces = new Set(['tmp', 'temp', '.tmp', 'shm']);
const version = /(?:^|[^0-9])v?[0-9]+(?:\.[0-9]+)+/;

/**
 * A path as a behaviour: what changes from run to run (numbers, hashes, UUIDs, dates, temporary names) becomes a class in
 * angle brackets. Takes a byte string, gives text. Names of libraries and versions keep their digits.
 */
export function pathTemplate(path: string): string {
  return textPathTemplate(printable(textOfBytes(path)));
}

function textPathTemplate(path: string): string {
  const segments = path.split('/', 64);
  return segments
    .map((segment, at) =>
      temporaryPlaces.has(segments[at - 1] ?? '')
        ? temporaryTemplate(segment)
        : segmentTemplate(segment),
    )
    .join('/');
}

/** A name in a directory of temporary files: what follows its stem is made up, also when it looks like a word. */
function temporaryTemplate(raw: string): string {
  const text = raw.slice(0, maxSegment);
  const [, stem, made = '', rest = ''] = madeName.exec(text) ?? [];
  if (stem !== undefined && !/^[0-9]+$/.test(made)) return `${segmentTemplate(stem)}<tmp>${rest}`;
  const [, known, end = ''] = madeNameOf.exec(text) ?? [];
  return known === undefined ? segmentTemplate(raw) : `${known}<tmp>${end}`;
}

/** One part of a path. */
export function segmentTemplate(raw: string): string {
  const text = raw.length > maxSegment ? `${raw.slice(0, maxSegment)}…` : raw;
  if (!/[0-9]/.test(text)) return withoutLetters(text);
  if (/^[0-9]+$/.test(text)) return '<n>';
  const whole = text.replace(uuid, '<uuid>').replace(date, '<date>').replace(hexRun, hexClass);
  if (whole !== text) return whole.replace(/(?<![<a-z0-9.])[0-9]{3,}(?![a-z0-9.>])/g, '<n>');
  return isBase64(text) ? '<b64>' : withoutSuffix(text);
}

/** Six letters that no word is made of, after a stem. */
function withoutLetters(text: string): string {
  const [, stem, made = '', rest = ''] = madeName.exec(text) ?? [];
  if (stem !== undefined && made.length === 6 && isRandomMix(made)) return `${stem}<tmp>${rest}`;
  return /^tmp[A-Za-z]{6,8}$/.test(text) && isRandomMix(text.slice(-6)) ? 'tmp<tmp>' : text;
}

/** A temporary name keeps its stem. */
function withoutSuffix(text: string): string {
  const stem = stemOf(text);
  if (stem !== undefined) return stem;
  const [, start, made = '', rest = ''] = madeName.exec(text) ?? [];
  if (start !== undefined && rest !== '' && isRandomMix(made)) return `${start}<tmp>${rest}`;
  return version.test(text) ? text : text.replace(/[0-9]{3,}/g, '<n>');
}

function stemOf(text: string): string | undefined {
  const [suffix, stem = '', mix = ''] = temporarySuffix.exec(text) ?? [];
  if (suffix === undefined || !isRandomMix(mix)) return undefined;
  return `${text.slice(0, -suffix.length)}${stem}<tmp>`;
}

/** Keys in which a suffix that looks like a word is taken for a made-up one: `report-ghbqkl` may be one of `report-<tmp>`. */
export function looserKeys(key: string): readonly string[] {
  const found = Array.from(key.slice(0, 1000).matchAll(/[._-][A-Za-z]{6}(?![A-Za-z0-9_<-])/g));
  return found
    .slice(0, 8)
    .map(({ index }) => `${key.slice(0, index + 1)}<tmp>${key.slice(index + 7)}`);
}

/** Arguments as a behaviour: flags and words stay, values become classes; what follows is cut. `args` are byte strings. */
export function argumentTemplate(args: readonly string[]): string {
  const shown = args.slice(0, maxArguments).map((arg) => oneArgument(printable(textOfBytes(arg))));
  return [...shown, ...(args.length > maxArguments ? ['…'] : [])].join(' ');
}

/** An argument as it stands in an example: cut, safe to print. */
export function exampleText(bytes: string, limit = 200): string {
  const text = printable(textOfBytes(bytes));
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

function oneArgument(text: string): string {
  if (text === '') return "''";
  const assigned = /^(--?[A-Za-z][A-Za-z0-9_-]{0,60})=(.*)$/s.exec(text);
  if (assigned) return `${assigned[1] ?? ''}=${assignedTemplate(assigned[2] ?? '')}`;
  return text.startsWith('-') ? text.slice(0, 64).replace(digitRun, '<n>') : valueTemplate(text);
}

/** `-plugin-opt=-fresolution=/tmp/ccXXXXXX.res` */
function assignedTemplate(text: string): string {
  const inner = /^(-[A-Za-z-]{1,40}=)(.*)$/s.exec(text);
  return inner ? `${inner[1] ?? ''}${valueTemplate(inner[2] ?? '')}` : valueTemplate(text);
}

function valueTemplate(text: string): string {
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(text)) return '<n>';
  if (/^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(text)) return urlTemplate(text);
  if (/\s/.test(text)) return scriptTemplate(text);
  if (text.includes('/')) return textPathTemplate(text.slice(0, 512));
  return text.length > 80 ? scriptTemplate(text) : segmentTemplate(text);
}

/** A script in an argument: its words without numbers, cut, with the class of its length. */
function scriptTemplate(text: string): string {
  const words = text.slice(0, 120).trim().split(/\s+/);
  return `«${words.map(wordTemplate).join(' ')}»`;
}

function wordTemplate(word: string): string {
  const shown = word.includes('/') ? textPathTemplate(word) : word;
  return shown.replace(uuid, '<uuid>').replace(hexRun, hexClass).replace(digitRun, '<n>');
}

function urlTemplate(text: string): string {
  const [head = '', ...path] = text
    .slice(0, 400)
    .replace(/[?#].*$/s, '?…')
    .split(/(?<!\/)\/(?!\/)/);
  return [head.replace(/\/\/[^@/]*@/, '//…@'), ...path.map(segmentTemplate)].join('/');
}

function hexClass(run: string): string {
  return /[0-9]/.test(run) && /[a-f]/i.test(run) ? '<hex>' : /^[0-9]+$/.test(run) ? '<n>' : run;
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]{20,}={0,2}$/.test(text) && kinds(text) === 3;
}

/** Eight and more letters and digits that no word is made of: upper and lower case within, or digits among letters. */
function isRandomMix(text: string): boolean {
  return (
    /^[A-Za-z0-9_]{6,12}$/.test(text) &&
    kinds(text) >= 2 &&
    /[a-z].*[A-Z]|[A-Z]{2}.*[a-z]|[0-9].*[a-zA-Z]|[a-zA-Z].*[0-9]/.test(text)
  );
}

function kinds(text: string): number {
  return [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(text)).length;
}
