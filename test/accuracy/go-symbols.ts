import type { Advisory } from '#model/advisory.ts';
import type { Component, LinkedCode } from '#model/component.ts';
import type { OsvAffected, OsvRecord } from './records.ts';

/** A program that carries a vulnerable module, and whether the record calls what is linked of it vulnerable. */
export interface LinkedCase {
  readonly name: string;
  readonly component: Component;
  readonly advisory: Advisory;
  readonly isVulnerable: boolean;
}

interface Import {
  readonly path: string;
  readonly symbols: readonly string[];
}

/**
 * For each record of the Go vulnerability database that names packages: a program with one of the symbols, one with the packages
 * but none of the symbols, and one with neither. The labels follow from the record alone: a package without symbols is
 * vulnerable as a whole.
 */
export function linkedCases(records: readonly OsvRecord[]): readonly LinkedCase[] {
  return records
    .filter(({ id }) => id.startsWith('GO-'))
    .flatMap((record) =>
      record.affected.flatMap((entry, at) => casesOf(record, entry, `${record.id}/${at}`)),
    );
}

function casesOf(record: OsvRecord, entry: OsvAffected, name: string): readonly LinkedCase[] {
  const imports = importsOf(entry);
  if (imports.length === 0) return [];
  const packages = imports.map(({ path }) => path);
  const named = imports.flatMap(({ path, symbols }) => symbols.map((one) => `${path}.${one}`));
  const decoys = packages.map((path) => `${path}.notInAnyRecord`);
  const isWhole = imports.some(({ symbols }) => symbols.length === 0);
  const programs: readonly (readonly [string, LinkedCode, boolean])[] = [
    ...named.map(
      (symbol) => [symbol, { packages, functions: hashes([...decoys, symbol]) }, true] as const,
    ),
    ['no symbol', { packages, functions: hashes(decoys) }, isWhole],
    ['no package', { packages: [], functions: hashes([]) }, false],
    ['functions not known', { packages }, true],
  ];
  return programs.map(([what, linked, isVulnerable]) => ({
    name: `${name}: ${what}`,
    component: componentOf(entry.package.name, linked),
    advisory: advisoryOf(record, entry, imports),
    isVulnerable,
  }));
}

function importsOf({ ecosystem_specific: specific }: OsvAffected): readonly Import[] {
  return (specific?.imports ?? []).map(({ path, symbols }) => ({ path, symbols: symbols ?? [] }));
}

/** A version that all versions before and after are affected of: which ones are is another test's question. */
function advisoryOf({ id }: OsvRecord, entry: OsvAffected, imports: readonly Import[]): Advisory {
  return {
    id,
    cves: [],
    aliases: [],
    package: entry.package.name,
    state: 'affected',
    ranges: [{ introduced: '0' }],
    versions: [],
    cvss: [],
    feed: 'osv:Go',
    qualifiers: { imports },
  };
}

function componentOf(name: string, linked: LinkedCode): Component {
  return {
    id: name,
    purl: `pkg:golang/${name}@v1.0.0`,
    name,
    version: '1.0.0',
    ecosystem: 'golang',
    presence: 'embedded',
    locations: [{ path: '/usr/bin/program' }],
    linked,
  };
}

/** The form of `LinkedCode.functions`, hashed as FNV-1a is defined, with big integers. */
function hashes(names: readonly string[]): string {
  const numbers = names.map(hashOf).toSorted((a, b) => a - b);
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [at, number] of numbers.entries()) bytes.writeUInt32LE(number, at * 4);
  return bytes.toString('base64');
}

function hashOf(name: string): number {
  let hash = 0x811c9dc5n;
  for (const byte of new TextEncoder().encode(name))
    hash = ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn;
  return Number(hash);
}
