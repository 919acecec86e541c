import type { Advisory, AdvisoryQualifiers } from '#model/advisory.ts';
import type { Fact } from './fact.ts';

type Imports = NonNullable<AdvisoryQualifiers['imports']>;

/**
 * Gives facts of other publishers the vulnerable symbols that the Go vulnerability database knows of the same vulnerability in
 * the same module, and says from where in `statement`. Where one of its records calls the whole module vulnerable, nothing is
 * narrowed down.
 */
export function attachImports(facts: readonly Fact[]): readonly Fact[] {
  const known = new Map<string, Advisory[]>();
  for (const { key, advisory } of facts) {
    if (!advisory.id.startsWith('GO-')) continue;
    for (const name of namesOf(advisory)) {
      const list = known.get(`${key} ${name}`);
      if (list === undefined) known.set(`${key} ${name}`, [advisory]);
      else list.push(advisory);
    }
  }
  return facts.map((fact) => {
    const { key, advisory } = fact;
    if (advisory.id.startsWith('GO-') || advisory.qualifiers?.imports !== undefined) return fact;
    const same = new Set(namesOf(advisory).flatMap((name) => known.get(`${key} ${name}`) ?? []));
    const imports = importsOf([...same]);
    if (imports === undefined) return fact;
    const ids = [...new Set([...same].map(({ id }) => id))].sort();
    const qualifiers = { ...advisory.qualifiers, imports };
    const statement = `symbols of ${ids.join(', ')}`;
    return { ...fact, advisory: { ...advisory, qualifiers, statement } };
  });
}

/** Its own id, aliases, and the CVE where it speaks of one only. */
function namesOf({ id, aliases, cves }: Advisory): readonly string[] {
  return [id, ...aliases, ...(cves.length === 1 ? cves : [])];
}

function importsOf(records: readonly Advisory[]): Imports | undefined {
  const lists = records.map((record) => record.qualifiers?.imports);
  if (lists.length === 0 || lists.includes(undefined)) return undefined;
  const byPath = new Map<string, readonly string[]>();
  for (const { path, symbols } of lists.flatMap((list) => list ?? [])) {
    const known = byPath.get(path);
    // a package without symbols is vulnerable as a whole
    const isWhole = symbols.length === 0 || known?.length === 0;
    byPath.set(path, isWhole ? [] : [...new Set([...(known ?? []), ...symbols])].sort());
  }
  return [...byPath].map(([path, symbols]) => ({ path, symbols }));
}
