import { textOfBytes } from '#kit/byte-string.ts';
import { printable } from '#kit/text.ts';

const maxSegment = 200;
const maxArguments = 24;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const date =
  /(?:19|20)[0-9]{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12][0-9]|3[01])(?:[T_-]?[0-9]{2}[:.]?[0-9]{2}(?:[:.]?[0-9]{2})?)?(?![0-9])/g;
const hexRun = /[0-9a-f]{8,}/gi;
const digitRun = /[0-9]+/g;
const temporarySuffix = /(^tmp|[._-]tmp|[._-])(?=[A-Za-z0-9_]{6,12}$)([A-Za-z0-9_]+)$/;
const version = /(?:^|[^0-9])v?[0-9]+(?:\.[0-9]+)+/;

/**
 * A path as a behaviour: what changes from run to run (numbers, hashes, UUIDs, dates, temporary names) becomes a class in
 * angle brackets. Takes a byte string, gives text. Names of libraries and versions keep their digits.
 */
export function pathTemplate(path: string): string {
  return printable(textOfBytes(path)).split('/').slice(0, 64).map(segmentTemplate).join('/');
}

/** One part of a path. */
export function segmentTemplate(raw: string): string {
  const text = raw.length > maxSegment ? `${raw.slice(0, maxSegment)}…` : raw;
  if (!/[0-9]/.test(text) && !isRandomLetters(text)) return text;
  if (/^[0-9]+$/.test(text)) return '<n>';
  const whole = text.replace(uuid, '<uuid>').replace(date, '<date>').replace(hexRun, hexClass);
  if (whole !== text) return whole.replace(/(?<![<a-z0-9.])[0-9]{3,}(?![a-z0-9.>])/g, '<n>');
  return isBase64(text) ? '<b64>' : withoutSuffix(text);
}

/** A temporary name keeps its stem. */
function withoutSuffix(text: string): string {
  const suffix = temporarySuffix.exec(text);
  if (suffix !== null && isRandomMix(suffix[2] ?? ''))
    return `${text.slice(0, suffix.index)}${suffix[1] ?? ''}<tmp>`;
  return version.test(text) ? text : text.replace(/[0-9]{3,}/g, '<n>');
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
  if (assigned) return `${assigned[1] ?? ''}=${valueTemplate(assigned[2] ?? '')}`;
  return text.startsWith('-') ? text.slice(0, 64).replace(digitRun, '<n>') : valueTemplate(text);
}

function valueTemplate(text: string): string {
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(text)) return '<n>';
  if (text.startsWith('/')) return text.slice(0, 512).split('/').map(segmentTemplate).join('/');
  if (/^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(text)) return urlTemplate(text);
  if (text.length > 80 || /\s/.test(text)) return scriptTemplate(text);
  return segmentTemplate(text);
}

/** A script in an argument: its words without numbers, cut, with the class of its length. */
function scriptTemplate(text: string): string {
  const head = text.slice(0, 120).replace(uuid, '<uuid>').replace(hexRun, hexClass);
  return `«${head.replace(digitRun, '<n>').replace(/\s+/g, ' ').trim()}»`;
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
    /[a-z].*[A-Z]|[0-9].*[a-zA-Z]|[a-zA-Z].*[0-9]/.test(text)
  );
}

function isRandomLetters(text: string): boolean {
  return (
    /[._-][A-Za-z]{6}$|^tmp[A-Za-z]{6,8}$/.test(text) &&
    /[a-z][A-Z]+[a-z]|[A-Z][a-z]+[A-Z]/.test(text.slice(-6))
  );
}

function kinds(text: string): number {
  return [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(text)).length;
}
