import type { YamlScalar } from './node.ts';

const integer = /^[-+]?[0-9]+$/;
const octal = /^0o[0-7]+$/;
const hexadecimal = /^0x[0-9a-fA-F]+$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const infinity = /^[-+]?\.(?:inf|Inf|INF)$/;
const words = new Map<string, boolean | null>([
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['NULL', null],
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);
/** No word or number is longer, but for numbers that no one writes. */
const longest = 400;

/**
 * What a plain scalar means in the core schema (YAML 1.2.2, section 10.3.2). Words of YAML 1.1 (`yes`, `on`) stay text, and
 * so do integers that a `number` cannot hold.
 */
export function resolvePlain(text: string): YamlScalar['value'] {
  if (text.length > longest) return text;
  if (text.length <= 5) {
    const word = words.get(text);
    if (word !== undefined) return word;
  }
  const first = text.charCodeAt(0);
  const mayBeNumber = first <= 0x39 && (first >= 0x30 || first === 0x2b || first >= 0x2d);
  return mayBeNumber ? (numberOf(text) ?? text) : text;
}

/** What a tag of the core schema makes of a text; text stays when it does not fit. Other tags leave text. */
export function resolveTagged(text: string, tag: string): YamlScalar['value'] {
  const name = tag.startsWith('!!') ? tag.slice(2) : /^!<tag:yaml\.org,2002:(\w+)>$/.exec(tag)?.[1];
  const value = resolvePlain(text);
  switch (name) {
    case 'null':
      return value === null ? null : text;
    case 'bool':
      return typeof value === 'boolean' ? value : text;
    case 'int':
    case 'float':
      return typeof value === 'number' ? value : text;
    default:
      return text;
  }
}

function numberOf(text: string): number | undefined {
  if (integer.test(text)) return safe(Number(text));
  if (octal.test(text) || hexadecimal.test(text)) return safe(Number(text));
  if (float.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (infinity.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : undefined;
}

function safe(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined;
}
