import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Scope } from '#model/component.ts';
import { LockGraph } from '../lock-graph.ts';
import { hashesOf, hexHash, integrityHashes } from '../package-hash.ts';
import { type DenoName, denoName, parseSpecifier } from './deno-names.ts';
import { remotePackages } from './remote-modules.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * deno.lock, versions 2 to 5: packages of npm and JSR with what each asks for, what the specifiers of the code lead to, and
 * modules that are loaded from a URL (`remote`). What the workspace asks for is direct.
 */
export const denoLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/deno-lock',
  revision: 1,
  title: 'packages locked by Deno',
  claims: [{ basename: 'deno.lock' }],
  *analyze(file) {
    const lock = parseJson(file.text(), 'deno.lock');
    if (!isRecord(lock)) throw new CaissonError('input.malformed', 'deno.lock is not an object');
    const tables = tablesOf(lock);
    const entries = [...entriesOf('npm', tables.npm), ...entriesOf('jsr', tables.jsr)];
    const index = new Index(entries, tables.specifiers);
    const direct = directPurls(lock['workspace'], index);
    const graph = new LockGraph();
    for (const { locked, fields } of entries) {
      graph.add({
        ...locked,
        presence: 'declared',
        ...(direct !== undefined && { direct: direct.has(locked.purl) }),
        ...hashesOf(hashesOfEntry(locked, fields['integrity'])),
      });
      addEdges(graph, { locked, fields }, index);
    }
    for (const facts of remotePackages(lock['remote'])) graph.add(facts);
    yield* graph.observations(file);
  },
};

interface Entry {
  readonly locked: DenoName;
  readonly fields: Fields;
}

/** The tables moved twice: version 2 had `npm.packages`, version 3 put all below `packages`, version 4 to the top. */
function tablesOf(lock: Fields): {
  readonly npm: Fields;
  readonly jsr: Fields;
  readonly specifiers: Fields;
} {
  const packages = recordOf(lock['packages']);
  const npm = recordOf(packages['npm'] ?? lock['npm']);
  return {
    npm: isRecord(npm['packages']) && isRecord(npm['specifiers']) ? npm['packages'] : npm,
    jsr: recordOf(packages['jsr'] ?? lock['jsr']),
    specifiers: recordOf(packages['specifiers'] ?? lock['specifiers'] ?? npm['specifiers']),
  };
}

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function entriesOf(ecosystem: 'npm' | 'jsr', table: Fields): readonly Entry[] {
  return Object.entries(table).flatMap(([key, fields]) => {
    const locked = denoName(ecosystem, key);
    return locked === undefined ? [] : [{ locked, fields: recordOf(fields) }];
  });
}

/** Finds the package that a text of the file means: `a@1.0.0`, `a` alone where it stands once, `npm:a@^1`. */
class Index {
  readonly #byVersion = new Map<string, DenoName>();
  readonly #byName = new Map<string, DenoName>();
  readonly #specifiers = new Map<string, string>();

  constructor(entries: readonly Entry[], specifiers: Fields) {
    for (const { locked } of entries) {
      const { ecosystem, name, version } = locked;
      this.#byVersion.set(`${ecosystem}:${name}@${version}`, locked);
      this.#byName.set(`${ecosystem}:${name}`, locked);
    }
    for (const [key, value] of Object.entries(specifiers))
      if (typeof value === 'string') this.#specifiers.set(key, value);
  }

  find(reference: string, ecosystem: 'npm' | 'jsr'): DenoName | undefined {
    const text = /^(?:npm|jsr):/.test(reference) ? reference : `${ecosystem}:${reference}`;
    const parsed = parseSpecifier(text);
    if (parsed === undefined) return undefined;
    const { ecosystem: of, name, range } = parsed;
    const exact = this.#byVersion.get(`${of}:${name}@${range.split('_')[0]}`);
    return exact ?? this.#resolved(text, of, name) ?? this.#byName.get(`${of}:${name}`);
  }

  /** A specifier leads to a version alone (version 4), to `NAME@VERSION` or to `npm:NAME@VERSION`; peers stand behind. */
  #resolved(text: string, ecosystem: string, name: string): DenoName | undefined {
    const target = this.#specifiers.get(text)?.replace(/^(?:npm|jsr):/, '');
    const version = target?.startsWith(`${name}@`) ? target.slice(name.length + 1) : target;
    return this.#byVersion.get(`${ecosystem}:${name}@${version?.split('_')[0]}`);
  }
}

const tables: readonly (readonly [string, Scope | undefined])[] = [
  ['dependencies', undefined],
  ['optionalDependencies', 'optional'],
  ['optionalPeers', 'peer'],
];

/** Dependencies are a list of references, or until version 3 a table from name to `NAME@VERSION`. */
function addEdges(graph: LockGraph, { locked, fields }: Entry, index: Index): void {
  for (const [table, scope] of tables) {
    for (const reference of referencesOf(fields[table])) {
      const to = index.find(reference, locked.ecosystem);
      if (to !== undefined) graph.relate(locked.purl, to.purl, scope);
    }
  }
}

function referencesOf(value: unknown): readonly string[] {
  const list = isRecord(value) ? Object.values(value) : value;
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
}

/** What the workspace and its members ask for; `undefined` where the file does not tell. */
function directPurls(workspace: unknown, index: Index): ReadonlySet<string> | undefined {
  if (!isRecord(workspace)) return undefined;
  const members = isRecord(workspace['members']) ? Object.values(workspace['members']) : [];
  const references = [workspace, ...members]
    .filter(isRecord)
    .flatMap((member) => [
      ...referencesOf(member['dependencies']),
      ...referencesOf(recordOf(member['packageJson'])['dependencies']),
    ]);
  return new Set(references.flatMap((reference) => index.find(reference, 'npm')?.purl ?? []));
}

/** JSR states the SHA-256 of its manifest in hexadecimal, npm subresource integrity. */
function hashesOfEntry({ ecosystem }: DenoName, integrity: unknown) {
  return ecosystem === 'npm' ? integrityHashes(integrity) : [hexHash('sha256', integrity)];
}
