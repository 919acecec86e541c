import type { FileView } from '#contract/source.ts';
import type { Hash, Requirement, Scope } from '#model/component.ts';
import type { ComponentObservation, RelationObservation } from '#model/observation.ts';
import { type PackageFacts, packageComponent, packageRelation } from './package-component.ts';

/**
 * The packages and edges of one lock file. A package that the file lists several times (for each place or target) is one
 * component: it is needed at run time when one entry says so, and its hashes and edges are those of all entries.
 */
export class LockGraph {
  readonly #packages = new Map<string, { facts: PackageFacts; line: number | undefined }>();
  /** By the package that asks, then by the one that is asked for. */
  readonly #edges = new Map<string, Map<string, Scope | undefined>>();

  /** Adds an entry; `line` counts from 1. */
  add(facts: PackageFacts, line?: number): void {
    const known = this.#packages.get(facts.purl);
    if (known === undefined) this.#packages.set(facts.purl, { facts, line });
    else known.facts = merge(known.facts, facts);
  }

  /** Says that one package asks for another, both by purl. */
  relate(from: string, to: string, scope?: Scope): void {
    if (from === to) return;
    const targets = this.#edges.get(from) ?? new Map<string, Scope | undefined>();
    if (targets.size === 0) this.#edges.set(from, targets);
    if (!targets.has(to) || scope === undefined) targets.set(to, scope);
  }

  /** All components, then the edges between them; edges to what the file does not list are left out. */
  *observations(file: FileView): Iterable<ComponentObservation | RelationObservation> {
    for (const { facts, line } of this.#packages.values())
      yield packageComponent(file, facts, line);
    for (const [from, targets] of this.#edges) {
      if (!this.#packages.has(from)) continue;
      for (const [to, scope] of targets)
        if (this.#packages.has(to)) yield packageRelation(file, from, to, scope);
    }
  }
}

/** The scopes of an entry as a lock file flags them; the property is absent when it is needed at run time. */
export function scopesOf(flags: Readonly<Partial<Record<Scope, boolean>>>): {
  readonly scopes?: readonly Scope[];
} {
  const order: readonly Scope[] = ['dev', 'optional', 'peer', 'build', 'bundled'];
  const scopes = order.filter((scope) => flags[scope] === true);
  return scopes.length === 0 ? {} : { scopes };
}

function merge(a: PackageFacts, b: PackageFacts): PackageFacts {
  const { scopes: _, ...rest } = a;
  const hashes = mergeHashes(a.hashes, b.hashes);
  const scopes = a.scopes && b.scopes ? [...new Set([...a.scopes, ...b.scopes])] : undefined;
  const direct = a.direct === undefined || b.direct === true ? b.direct : a.direct;
  const requires = mergeRequires(a.requires, b.requires);
  return {
    ...rest,
    ...(scopes !== undefined && { scopes }),
    ...(hashes.length > 0 && { hashes }),
    ...(direct !== undefined && { direct }),
    ...(requires.length > 0 && { requires }),
  };
}

/** Copies of one package ask for the same, but for what their environments differ in. */
function mergeRequires(
  a: readonly Requirement[] = [],
  b: readonly Requirement[] = [],
): readonly Requirement[] {
  if (b.length === 0 || a.length >= maxMergedRequires) return a;
  const known = new Set(a.map(({ name, range = '' }) => `${name}\0${range}`));
  const added = b.filter(({ name, range = '' }) => !known.has(`${name}\0${range}`));
  return added.length === 0 ? a : [...a, ...added].slice(0, maxMergedRequires);
}

const maxMergedRequires = 100;

/** More hashes than this for one package are not worth keeping; wheels for all platforms have some dozens. */
const maxHashes = 200;

function mergeHashes(a: readonly Hash[] = [], b: readonly Hash[] = []): readonly Hash[] {
  if (b.length === 0 || a.length >= maxHashes) return a;
  const known = new Set(a.map(({ value }) => value));
  return [...a, ...b.filter(({ value }) => !known.has(value))].slice(0, maxHashes);
}
