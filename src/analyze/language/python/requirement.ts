import type { Requirement } from '#model/component.ts';
import { textOf } from '../package-component.ts';
import { markerHolds } from './marker.ts';
import type { PythonEnvironment } from './marker-comparison.ts';

/** A dependency specifier (PEP 508): `name[extra] (>=1.0); marker` or `name @ url`. */
export interface PythonRequirement {
  readonly name: string;
  /** Version specifiers without parentheses and spaces: `>=1.0,<2`; empty when any version will do. */
  readonly range: string;
  readonly marker: string;
  /** Where a direct reference points to. */
  readonly url?: string;
}

const maxLength = 4096;

/** Reads one dependency specifier; `undefined` when the text is none. */
export function tryParseRequirement(text: string): PythonRequirement | undefined {
  if (text.length > maxLength) return undefined;
  const name = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]{0,254}[A-Za-z0-9])?)(?![A-Za-z0-9._-])/.exec(
    text,
  );
  if (name?.[1] === undefined) return undefined;
  const rest = withoutExtras(text.slice(name[0].length).trim());
  if (rest === undefined) return undefined;
  if (rest.startsWith('@')) return directReference(name[1], rest.slice(1).trim());
  const semicolon = rest.indexOf(';');
  const specifier = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const range = specifier.replace(/[\s()]/g, '');
  if (range !== '' && !/^[<>=!~]/.test(range)) return undefined;
  return { name: name[1], range, marker: semicolon < 0 ? '' : rest.slice(semicolon + 1).trim() };
}

/** The version that a range leaves no choice about: that of a single `==`; empty for any other. */
export function pinnedVersion(range: unknown): string {
  const version = typeof range === 'string' ? /^===?([^,*]+)$/.exec(range)?.[1]?.trim() : undefined;
  return textOf(version) ?? '';
}

/** The specifiers of `Requires-Dist` that hold in `environment`, as requirements. */
export function requirementsOf(
  texts: readonly string[],
  environment: PythonEnvironment,
): readonly Requirement[] {
  const found = new Map<string, Requirement>();
  for (const text of texts) {
    const parsed = tryParseRequirement(text);
    if (parsed === undefined || (parsed.marker !== '' && !markerHolds(parsed.marker, environment)))
      continue;
    const { name, range } = parsed;
    found.set(name, range === '' ? { name } : { name, range });
  }
  return [...found.values()];
}

/** The interpreter version that a path such as `/usr/lib/python3.11/site-packages` tells. */
export function environmentOf(path: string): PythonEnvironment {
  const match = /\/python(\d)\.(\d{1,2})\//.exec(path);
  return match === null ? {} : { version: [Number(match[1]), Number(match[2])] };
}

function withoutExtras(rest: string): string | undefined {
  if (!rest.startsWith('[')) return rest;
  const end = rest.indexOf(']');
  return end < 0 ? undefined : rest.slice(end + 1).trimStart();
}

/** PEP 508 wants a space before the `;` of a direct reference, as URLs may contain one. */
function directReference(name: string, rest: string): PythonRequirement {
  const semicolon = rest.indexOf(' ;');
  if (semicolon < 0) return { name, range: '', marker: '', url: rest };
  return {
    name,
    range: '',
    marker: rest.slice(semicolon + 2).trim(),
    url: rest.slice(0, semicolon).trim(),
  };
}
