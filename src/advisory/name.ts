/** Whether `text` is a CVE id (CVE record format, `CVE-YYYY-N…`, at least four digits). */
export function isCve(text: string): boolean {
  return /^CVE-\d{4}-\d{4,19}$/.test(text);
}

/** The strings of a list that came from outside, bounded in length; anything else is left out. */
export function strings(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (one): one is string => typeof one === 'string' && one !== '' && one.length <= 256,
  );
}

/** The other names of a record: the CVEs it speaks of and other publishers' ids, both sorted. */
export interface Names {
  readonly cves: readonly string[];
  readonly aliases: readonly string[];
}

/**
 * The names in an OSV record: its own id, `aliases` and `upstream`. Distributions list what an erratum fixes under `related`;
 * elsewhere `related` means "similar" and is not a name.
 */
export function namesOf(
  record: Readonly<Record<string, unknown>>,
  id: string,
  isSystem: boolean,
): Names {
  const stated = [...strings(record['aliases']), ...strings(record['upstream'])];
  const inId = /CVE-\d{4}-\d{4,19}$/.exec(id)?.[0];
  const own = isSystem && inId !== undefined ? [inId] : isCve(id) ? [id] : [];
  const cves = [...own, ...stated].filter(isCve);
  const related = isSystem && cves.length === 0 ? strings(record['related']).filter(isCve) : [];
  const aliases = stated.filter((name) => name !== id && !isCve(name) && isName(name));
  return { cves: sortedSet([...cves, ...related]), aliases: sortedSet(aliases) };
}

/** Sorted by code unit, without repetition. */
export function sortedSet(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function isName(name: string): boolean {
  return /^[A-Za-z][\w.:+~-]+$/.test(name);
}
