import type { Analyzer } from '#contract/analyzer.ts';
import type { Requirement, Scope } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { requiresOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash, integrityHashes } from '../package-hash.ts';
import { type LockedName, lockedName, splitAtVersion } from './lock-names.ts';
import { isBelowNodeModules } from './package-path.ts';

/**
 * yarn.lock of yarn 1 and of berry. Both are read by one line reader: entries stand at the margin, their fields at two
 * blanks, dependencies at four; berry only adds colons. Workspaces (`linkType: soft`) are the project itself.
 */
export const yarnLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/npm-yarn-lock',
  revision: 2,
  title: 'npm packages locked by yarn',
  claims: [{ basename: 'yarn.lock' }],
  *analyze(file) {
    if (isBelowNodeModules(file.path)) return;
    const entries = readEntries(file.text());
    const byPattern = new Map<string, LockedName>();
    const packages = entries.flatMap((entry) => {
      const locked = identityOf(entry);
      if (locked === undefined || entry.fields.get('linkType') === 'soft') return [];
      for (const pattern of entry.patterns) byPattern.set(pattern, locked);
      return [{ entry, locked }];
    });
    const direct = directPurls(entries, byPattern);
    const graph = new LockGraph();
    for (const { entry, locked } of packages) {
      const facts = { ...locked, ecosystem: 'npm', presence: 'declared' } as const;
      graph.add(
        {
          ...facts,
          ...(direct !== undefined && { direct: direct.has(locked.purl) }),
          ...hashesOf(entryHashes(entry)),
          ...requiresOf(entry.requires.flatMap(rangeOf)),
        },
        entry.line,
      );
      for (const { pattern, scope } of entry.requires) {
        const to = byPattern.get(pattern);
        if (to !== undefined) graph.relate(locked.purl, to.purl, scope);
      }
    }
    yield* graph.observations(file);
  },
};

/** What the workspaces of berry ask for; `undefined` for yarn 1, which does not list the project. */
function directPurls(
  entries: readonly Entry[],
  byPattern: ReadonlyMap<string, LockedName>,
): ReadonlySet<string> | undefined {
  const workspaces = entries.filter(({ fields }) => fields.get('linkType') === 'soft');
  if (workspaces.length === 0) return undefined;
  const patterns = workspaces.flatMap(({ requires }) => requires.map(({ pattern }) => pattern));
  return new Set(patterns.flatMap((pattern) => byPattern.get(pattern)?.purl ?? []));
}

function rangeOf({ pattern, scope }: Entry['requires'][number]): readonly Requirement[] {
  const parts = splitAtVersion(pattern);
  const range = textOf(parts?.[1]);
  if (parts === undefined || range === undefined || textOf(parts[0]) === undefined) return [];
  return [{ name: parts[0], range, ...(scope !== undefined && { scope }) }];
}

interface Entry {
  /** `NAME@RANGE` without the `npm:` that berry writes. */
  readonly patterns: readonly string[];
  readonly line: number;
  readonly fields: Map<string, string>;
  readonly requires: { readonly pattern: string; readonly scope?: Scope }[];
}

/** Longer lines are no entries: a key of all patterns of one package stays far below. */
const maxLineLength = 65_536;

function readEntries(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  let table = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    if (line === '' || line === ':' || line.startsWith('#') || line.length > maxLineLength)
      continue;
    const entry = entries.at(-1);
    if (!line.startsWith(' ')) entries.push(startEntry(line, index + 1));
    else if (line.startsWith('    ')) readDependency(entry, table, line);
    else table = readField(entry, line);
  }
  return entries;
}

function startEntry(line: string, lineNumber: number): Entry {
  const key = line.replace(/^\? /, '').replace(/:$/, '').replaceAll('"', '');
  const patterns = key.split(', ').map(plainPattern);
  return { patterns, line: lineNumber, fields: new Map(), requires: [] };
}

/** Stores a field and gives its name, so that the lines below a table know where they belong. */
function readField(entry: Entry | undefined, line: string): string {
  const [key, value] = keyAndValue(line);
  if (value !== '') entry?.fields.set(key, value);
  return value === '' ? key : '';
}

const scopes: ReadonlyMap<string, { readonly scope?: Scope }> = new Map([
  ['dependencies', {}],
  ['optionalDependencies', { scope: 'optional' as const }],
]);

function readDependency(entry: Entry | undefined, table: string, line: string): void {
  const scope = scopes.get(table);
  if (scope === undefined) return;
  const [name, range] = keyAndValue(line);
  entry?.requires.push({ pattern: plainPattern(`${name}@${range}`), ...scope });
}

/** `key value`, `key: value`, either side quoted or not. */
function keyAndValue(line: string): readonly [key: string, value: string] {
  const text = line.trimStart();
  const end = text.startsWith('"') ? text.indexOf('"', 1) + 1 : text.search(/:?(?: |$)/);
  const key = end <= 0 ? text : text.slice(0, end);
  const value = text.slice(key.length).replace(/^:/, '').trim();
  return [unquote(key), unquote(value)];
}

function unquote(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function plainPattern(pattern: string): string {
  return pattern.replace('@npm:', '@');
}

/** The real name behind an alias stands in `resolution` (berry) or in the range (`a@npm:b@^1`, yarn 1). */
function identityOf(entry: Entry): LockedName | undefined {
  const pattern = plainPattern(entry.fields.get('resolution') ?? entry.patterns[0] ?? '');
  const parts = splitAtVersion(pattern);
  if (parts === undefined) return undefined;
  const alias = splitAtVersion(parts[1]);
  const isAlias = alias !== undefined && /^@?[\w.~/-]+$/.test(alias[0]) && alias[0] !== '';
  const name = isAlias && !parts[1].includes(':') ? alias[0] : parts[0];
  return lockedName(name, entry.fields.get('version'));
}

/** Berry's `checksum` is that of its own archive, not of the package, and says nothing to others. */
function entryHashes(entry: Entry): ReturnType<typeof integrityHashes> {
  const hashes = integrityHashes(entry.fields.get('integrity'));
  if (hashes.length > 0) return hashes;
  const resolved = entry.fields.get('resolved') ?? '';
  const sha1 = hexHash('sha1', resolved.slice(resolved.lastIndexOf('#') + 1));
  return sha1 === undefined ? [] : [sha1];
}
