import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Advisory } from '#model/advisory.ts';

/**
 * The ids of the vulnerabilities that an advisory speaks of. Each CVE is one; without any of its own, those of its
 * aliases; without these, the strongest of all its names (GHSA, then the publisher's, the lowest of each), so that
 * advisories that name one another get the same id in whatever order they name themselves.
 */
export function vulnerabilitiesOf(advisory: Advisory, index: AdvisoryIndex): readonly string[] {
  if (advisory.cves.length === 1) return advisory.cves;
  if (advisory.cves.length > 1) return [...new Set(advisory.cves)];
  const names = new Set([advisory.id, ...advisory.aliases]);
  // A set walks what is added on the way, so this follows the names of the names.
  for (const name of names) for (const alias of index.aliasesOf(name)) names.add(alias);
  const sorted = [...names].sort(compareIds);
  const cves = sorted.filter(isCve);
  return cves.length > 0 ? cves : sorted.slice(0, 1);
}

/**
 * All other names of a vulnerability, sorted: of the index and of the advisories that speak of nothing else. Another CVE is
 * another vulnerability, whoever calls it an alias.
 */
export function aliasesOf(
  id: string,
  advisories: readonly Advisory[],
  index: AdvisoryIndex,
): readonly string[] {
  const names = new Set(index.aliasesOf(id));
  for (const advisory of advisories) {
    if (advisory.cves.length > 1) continue;
    for (const name of [advisory.id, ...advisory.aliases]) names.add(name);
  }
  return [...names].filter((name) => name !== id && !isCve(name)).sort();
}

/** Whether an id is one of the CVE programme. */
function isCve(id: string): boolean {
  return id.startsWith('CVE-');
}

/** CVE before GHSA before all others, each by text. */
export function compareIds(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : Number(a !== b));
}

function rankOf(id: string): number {
  if (isCve(id)) return 0;
  return id.startsWith('GHSA-') ? 1 : 2;
}
