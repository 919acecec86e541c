import { parse } from 'smol-toml';
import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { Component } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { locationOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { rustComponent } from './rust-component.ts';

const maxPackages = 100_000;

/** A `[[package]]` of the lock file. */
interface LockedCrate {
  readonly name: string;
  readonly version: string;
  readonly component: Component;
  /** Without a source: it is on disk, so the project or one of its workspace. */
  readonly isMember: boolean;
  /** `name`, `name version` or `name version (source)`. */
  readonly dependencies: readonly string[];
}

/** Reads `Cargo.lock`, versions 1 to 4 (Cargo book, "Cargo.toml vs Cargo.lock"). */
export const cargoLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'rust/cargo-lock',
  revision: 2,
  title: 'Rust crates (Cargo.lock)',
  claims: [{ basename: 'Cargo.lock' }],
  analyze: observeCargoLock,
};

function* observeCargoLock(file: FileView): Iterable<Observation> {
  const document = parseToml(file.text());
  const metadata = isRecord(document['metadata']) ? document['metadata'] : {};
  const packages = Array.isArray(document['package']) ? document['package'] : [];
  if (packages.length > maxPackages)
    throw new CaissonError('limit.entries', `Cargo.lock has more than ${maxPackages} packages`);
  const crates = packages.flatMap((entry: unknown) => crateOf(entry, metadata, file));
  const edges = edgesOf(crates);
  const direct = directIds(crates, edges);
  for (const { component, isMember } of crates) {
    const facts = direct === undefined || isMember ? {} : { direct: direct.has(component.id) };
    yield { type: 'component', component: { ...component, ...facts } };
  }
  const location = locationOf(file);
  for (const [from, to] of edges) {
    const relation = { from: from.component.id, to: to.component.id, kind: 'depends-on' } as const;
    yield { type: 'relation', location, relation };
  }
}

/** What the members of the workspace ask for; `undefined` where none is listed. */
function directIds(
  crates: readonly LockedCrate[],
  edges: readonly Edge[],
): ReadonlySet<string> | undefined {
  if (!crates.some(({ isMember }) => isMember)) return undefined;
  return new Set(edges.flatMap(([from, to]) => (from.isMember ? [to.component.id] : [])));
}

function parseToml(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (cause) {
    throw new CaissonError('input.malformed', 'Cargo.lock is not valid TOML', { cause });
  }
}

function crateOf(
  entry: unknown,
  metadata: Readonly<Record<string, unknown>>,
  file: FileView,
): readonly LockedCrate[] {
  if (!isRecord(entry)) return [];
  const name = textOf(entry['name']);
  const version = textOf(entry['version']);
  if (name === undefined || version === undefined) return [];
  const listed = entry['dependencies'];
  // Version 1 kept checksums apart, by the full name of the package.
  const key = `checksum ${name} ${version} (${String(entry['source'])})`;
  const checksum = entry['checksum'] ?? (Object.hasOwn(metadata, key) ? metadata[key] : undefined);
  const component = rustComponent({ name, version }, 'declared', locationOf(file));
  return [
    {
      name,
      version,
      isMember: entry['source'] === undefined,
      component: { ...component, ...hashesOf([hexHash('sha256', checksum)]) },
      dependencies: Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [],
    },
  ];
}

type Edge = readonly [from: LockedCrate, to: LockedCrate];

function edgesOf(crates: readonly LockedCrate[]): readonly Edge[] {
  const byName = Map.groupBy(crates, ({ name }) => name);
  const byVersion = new Map(crates.map((crate) => [`${crate.name} ${crate.version}`, crate]));
  return crates.flatMap((from) =>
    [...new Set(from.dependencies)].flatMap((dependency): readonly Edge[] => {
      const [name = '', version] = dependency.split(' ', 2);
      const to = version ? byVersion.get(`${name} ${version}`) : byName.get(name)?.[0];
      return to === undefined || to.component.id === from.component.id ? [] : [[from, to]];
    }),
  );
}
