import type { AccessRule } from '#model/access.ts';
import { sortVerbs } from '../verbs.ts';

/** By namespace (empty: the whole cluster), `group\nresource` or `url\npath`, name (empty: none): verbs. */
export type Needs = Map<string, Map<string, Map<string, Set<string>>>>;

/** Something that rules allow and that was not seen. */
export interface Excess {
  /** Absent: in the whole cluster. */
  readonly namespace?: string;
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  readonly because: 'reads go together' | 'rules for all names' | 'rights in all namespaces';
}

export interface RuleOptions {
  readonly collapseNames?: number;
  readonly collapseNamespaces?: number;
  readonly joinReads?: boolean;
}

interface MadeRules {
  readonly rules: ReadonlyMap<string, readonly AccessRule[]>;
  readonly beyond: readonly Excess[];
}

/** In place of a group, for paths: no group has such a name. */
export const urlMark = '\turl';

/** The rules that allow what is needed, by namespace, in an order that does not change; and what they allow beyond. */
export function rulesOf(needs: Needs, options: RuleOptions): MadeRules {
  const widening = new Widening(options);
  for (const [namespace, things] of needs)
    for (const [what, named] of things) widening.widen(namespace, what, named);
  if (options.collapseNamespaces !== undefined)
    widening.joinNamespaces(needs, Math.max(options.collapseNamespaces, 2));
  const rules = new Map<string, readonly AccessRule[]>();
  for (const [namespace, things] of needs) {
    const list = joined([...things].flatMap(([what, named]) => rulesOfThing(what, named)));
    if (list.length > 0) rules.set(namespace, list);
  }
  return { rules, beyond: widening.beyond };
}

const reads = ['get', 'list', 'watch'];

type Named = Map<string, Set<string>>;

class Widening {
  readonly beyond: Excess[] = [];
  readonly #options: RuleOptions;

  constructor(options: RuleOptions) {
    this.#options = options;
  }

  widen(namespace: string, what: string, named: Named): void {
    const all = named.get('') ?? new Set<string>();
    this.#joinNames(namespace, what, named, all);
    const { joinReads = true } = this.#options;
    const isListed = all.has('list') || all.has('watch');
    if (joinReads && isListed && !what.startsWith(urlMark)) {
      this.#note(namespace, what, missing(reads, all), 'reads go together');
      for (const verb of reads) all.add(verb);
    }
    if (all.size > 0) named.set('', all);
  }

  #joinNames(namespace: string, what: string, named: Named, all: Set<string>): void {
    const { collapseNames } = this.#options;
    const names = [...named.keys()].filter((name) => name !== '');
    if (collapseNames === undefined || names.length < Math.max(collapseNames, 2)) return;
    const verbs = new Set(names.flatMap((name) => [...(named.get(name) ?? [])]));
    this.#note(namespace, what, missing(verbs, all), 'rules for all names');
    for (const verb of verbs) all.add(verb);
    for (const name of names) named.delete(name);
  }

  /** A right for all objects that is needed in many namespaces is given once for all. */
  joinNamespaces(needs: Needs, from: number): void {
    const wide: Map<string, Named> = needs.get('') ?? new Map<string, Named>();
    for (const [what, verbs] of frequent(needs, from)) {
      const named: Named = wide.get(what) ?? new Map<string, Set<string>>();
      const all = named.get('') ?? new Set<string>();
      this.#note('', what, missing(verbs, all), 'rights in all namespaces');
      for (const verb of verbs) all.add(verb);
      wide.set(what, named.set('', all));
    }
    if (wide.size > 0) needs.set('', wide);
    for (const [namespace, things] of needs)
      for (const [what, named] of namespace === '' ? [] : things) removeWide(named, wide.get(what));
  }

  #note(
    namespace: string,
    what: string,
    verbs: readonly string[],
    because: Excess['because'],
  ): void {
    if (verbs.length === 0) return;
    const [group = '', resource = ''] = what.split('\n');
    const place = namespace === '' ? {} : { namespace };
    this.beyond.push({ ...place, group, resource, verbs: sortVerbs(verbs), because });
  }
}

function missing(wanted: Iterable<string>, known: ReadonlySet<string>): readonly string[] {
  return [...wanted].filter((verb) => !known.has(verb));
}

/** Rights for all objects that so many namespaces share. */
function frequent(needs: Needs, from: number): ReadonlyMap<string, readonly string[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const [namespace, things] of needs)
    for (const [what, named] of namespace === '' ? [] : things) {
      const verbs = counts.get(what) ?? new Map<string, number>();
      counts.set(what, verbs);
      for (const verb of named.get('') ?? []) verbs.set(verb, (verbs.get(verb) ?? 0) + 1);
    }
  return new Map(
    [...counts].flatMap(([what, verbs]) => {
      const shared = [...verbs].flatMap(([verb, count]) => (count >= from ? [verb] : []));
      return shared.length === 0 ? [] : [[what, shared] as const];
    }),
  );
}

function removeWide(named: Named, wide: Named | undefined): void {
  for (const verbs of named.values()) for (const verb of wide?.get('') ?? []) verbs.delete(verb);
}

interface Thing extends Pick<AccessRule, 'resourceNames' | 'verbs'> {
  readonly what: string;
}

/** One rule for all objects, and one for each set of names with the same further verbs. */
function rulesOfThing(
  what: string,
  named: ReadonlyMap<string, ReadonlySet<string>>,
): readonly Thing[] {
  const all = named.get('') ?? new Set<string>();
  const byVerbs = new Map<string, string[]>();
  for (const [name, verbs] of named) {
    const more = sortVerbs([...verbs].filter((verb) => !all.has(verb)));
    if (name === '' || more.length === 0) continue;
    const key = more.join(',');
    byVerbs.set(key, [...(byVerbs.get(key) ?? []), name]);
  }
  const whole = all.size === 0 ? [] : [{ what, verbs: sortVerbs(all), resourceNames: [] }];
  const rest = [...byVerbs].map(([key, names]) => ({
    what,
    verbs: key.split(','),
    resourceNames: names.sort(),
  }));
  return [...whole, ...rest];
}

/** Resources of one group with the same verbs and names share a rule; so do paths. */
function joined(things: readonly Thing[]): readonly AccessRule[] {
  const byKey = Map.groupBy(things, ({ what, verbs, resourceNames }) =>
    JSON.stringify([what.slice(0, what.indexOf('\n')), resourceNames, verbs]),
  );
  return [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, list]) => {
      const [first] = list;
      if (first === undefined) return [];
      const end = first.what.indexOf('\n');
      const group = first.what.slice(0, end);
      const names = list.map(({ what }) => what.slice(end + 1)).sort();
      const isUrl = group === urlMark;
      return [
        {
          verbs: first.verbs,
          apiGroups: isUrl ? [] : [group],
          resources: isUrl ? [] : names,
          resourceNames: first.resourceNames,
          nonResourceUrls: isUrl ? names : [],
        },
      ];
    });
}
