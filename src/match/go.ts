import { basename } from '#kit/path.ts';
import { printable, quote } from '#kit/text.ts';
import type { Advisory } from '#model/advisory.ts';
import type { Component, LinkedCode } from '#model/component.ts';
import type { VexStatement } from '#model/vex.ts';
import type { Verdict } from './statement.ts';

type Import = NonNullable<NonNullable<Advisory['qualifiers']>['imports']>[number];

/** Whether the component is Go's own library, as it stands in programs and installations. */
export function isGoStandardLibrary({ ecosystem, name }: Component): boolean {
  return ecosystem === 'golang' && name === 'stdlib';
}

/** Go writes its own releases `go1.21rc2`, its vulnerability database `1.21.0-rc.2`. */
export function releaseOfGo(version: string): string {
  const match = /^(?:go|v)?([0-9]+(?:\.[0-9]+)*)(?:(beta|rc)([0-9]+))?/.exec(version);
  if (match === null) return version;
  const [, numbers = '', phase, number = ''] = match;
  if (phase === undefined) return numbers;
  return `${numbers}${numbers.split('.').length < 3 ? '.0' : ''}-${phase}.${number}`;
}

/**
 * What Go's vulnerability database and the program prove together: the fault lies in the go command alone, or in packages
 * and functions that the linker left out. `undefined` without evidence: then the whole module counts.
 */
export function goStatement(component: Component, verdict: Verdict): VexStatement | undefined {
  if (component.ecosystem !== 'golang') return undefined;
  const records = verdict.all
    .map(({ advisory }) => advisory)
    .filter(({ id }) => id.startsWith('GO-'));
  const imports = records.map(({ qualifiers }) => qualifiers?.imports ?? []);
  // A record without packages is about the whole module.
  if (imports.length === 0 || imports.some((list) => list.length === 0)) return undefined;
  const ids = [...new Set(records.map(({ id }) => id))].sort();
  return (
    commandStatement(component, imports.flat(), ids) ??
    linkStatement(component, imports.flat(), ids)
  );
}

/**
 * A program carries the standard library, not the compiler: faults that only lie below `cmd/` count where Go itself is
 * installed, which its VERSION file tells.
 */
function commandStatement(
  component: Component,
  imports: readonly Import[],
  ids: readonly string[],
): VexStatement | undefined {
  if (!isGoStandardLibrary(component)) return undefined;
  if (imports.some(({ path }) => path !== 'cmd' && !path.startsWith('cmd/'))) return undefined;
  if (component.locations.some(({ path }) => basename(path) === 'VERSION')) return undefined;
  return {
    rule: 'go-command-not-installed',
    status: 'not_affected',
    justification: 'component_not_present',
    impact: 'the fault is in the go command, which a compiled program does not contain',
    evidence: [
      `${ids.join(', ')} names ${namesOf(imports.map(({ path }) => path))}`,
      `Go itself is not installed at ${quote(component.locations[0].path)}`,
    ],
  };
}

function linkStatement(
  { linked, name }: Component,
  imports: readonly Import[],
  ids: readonly string[],
): VexStatement | undefined {
  if (linked === undefined) return undefined;
  const packages = new Set(linked.packages);
  const has = functionsOf(linked);
  if (imports.some((one) => isLinked(one, packages, has))) return undefined;
  return {
    rule: 'go-symbols-not-linked',
    status: 'not_affected',
    justification: 'vulnerable_code_not_present',
    impact: printable(`the program does not contain the vulnerable code of ${name}`),
    evidence: [
      `${ids.join(', ')} names the vulnerable packages and symbols`,
      ...imports.slice(0, 18).map((one) => sayAbsent(one, packages)),
    ],
  };
}

/** Without symbols the whole package is vulnerable; without a list of functions, its presence is all that is known. */
function isLinked(
  { path, symbols }: Import,
  packages: ReadonlySet<string>,
  has: ((symbol: string) => boolean) | undefined,
): boolean {
  // The linker calls the program's own package `main`, whatever its path is.
  if (!packages.has(path)) return packages.has('main');
  if (symbols.length === 0 || has === undefined) return true;
  return symbols.some((symbol) => has(`${path}.${symbol}`));
}

function sayAbsent({ path, symbols }: Import, packages: ReadonlySet<string>): string {
  if (!packages.has(path)) return `package ${path} is not linked`;
  return `not linked of ${path}: ${namesOf(symbols)}`;
}

function namesOf(names: readonly string[]): string {
  const shown = [...new Set(names)].sort();
  const more = shown.length > 8 ? `, and ${shown.length - 8} more` : '';
  return `${shown.slice(0, 8).join(', ')}${more}`;
}

/** Looks a function up among the sorted hashes; `undefined` where functions are not known. */
function functionsOf({ functions }: LinkedCode): ((symbol: string) => boolean) | undefined {
  if (functions === undefined) return undefined;
  const bytes = Buffer.from(functions, 'base64');
  if (bytes.length % 4 !== 0) return undefined;
  return (symbol) => hasHash(bytes, fnv1a(symbol));
}

function hasHash(sorted: Buffer, hash: number): boolean {
  let low = 0;
  let high = sorted.length / 4;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted.readUInt32LE(middle * 4) < hash) low = middle + 1;
    else high = middle;
  }
  return low * 4 < sorted.length && sorted.readUInt32LE(low * 4) === hash;
}

/** FNV-1a, 32 bits (draft-eastlake-fnv), over UTF-8. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
