import { isCve } from './name.ts';

/** All names of one vulnerability, sorted. */
export type AliasGroup = readonly string[];

/** A record's names, as far as they say "the same": the id and its aliases, and CVEs. */
export interface NameSet {
  readonly id: string;
  readonly cves: readonly string[];
  readonly aliases: readonly string[];
}

/**
 * Groups names by union-find. Two CVEs never meet in a group: a record that names several speaks of several
 * vulnerabilities, so it joins none; a link that would bring two CVEs together is dropped and counted.
 * A record's own CVE counts before its aliases. The order of the records does not matter.
 */
export function groupAliases(records: Iterable<NameSet>): {
  readonly groups: readonly AliasGroup[];
  readonly conflicts: number;
} {
  const forest = new Forest();
  let conflicts = 0;
  for (const link of linksOf(records)) {
    const [a = '', b = ''] = link.split(' ');
    if (!forest.unite(a, b)) conflicts += 1;
  }
  return { groups: forest.groups(), conflicts };
}

function linksOf(records: Iterable<NameSet>): readonly string[] {
  const strong = new Set<string>();
  const weak = new Set<string>();
  for (const { id, cves, aliases } of records) {
    if (cves.length > 1) continue;
    for (const cve of cves) strong.add(`${id} ${cve}`);
    for (const alias of aliases) weak.add(`${id} ${alias}`);
  }
  return [...[...strong].sort(), ...[...weak].sort()];
}

class Forest {
  readonly #parents = new Map<string, string>();
  /** The CVE of a group, by its root. */
  readonly #cves = new Map<string, string>();

  /** False when it would put two CVEs into one group. */
  unite(a: string, b: string): boolean {
    const [low, high] = [this.#root(a), this.#root(b)].sort();
    if (low === undefined || high === undefined || low === high) return true;
    const cve = this.#cves.get(low) ?? this.#cves.get(high);
    if (cve !== (this.#cves.get(high) ?? cve)) return false;
    this.#parents.set(high, low);
    if (cve !== undefined) this.#cves.set(low, cve);
    return true;
  }

  groups(): AliasGroup[] {
    const members = Map.groupBy([...this.#parents.keys()].sort(), (name) => this.#root(name));
    return [...members.values()].filter((group) => group.length > 1);
  }

  #root(name: string): string {
    let root = name;
    let parent = this.#parents.get(root);
    if (parent === undefined) {
      this.#parents.set(name, name);
      if (isCve(name)) this.#cves.set(name, name);
      return name;
    }
    while (parent !== root) {
      root = parent;
      parent = this.#parents.get(root) ?? root;
    }
    this.#parents.set(name, root);
    return root;
  }
}
