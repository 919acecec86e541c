import { isRecord } from '#kit/json.ts';
import type { KnownExploited } from '#model/advisory.ts';
import { dayOf } from './date.ts';
import type { ExploitedCatalogue, Skip } from './fact.ts';
import { isCve } from './name.ts';

/** The facts of CISA's catalogue (KEV JSON schema). Entries without a CVE or a date are skipped and said. */
export function normaliseKev(document: unknown): ExploitedCatalogue {
  const list = isRecord(document) ? document['vulnerabilities'] : undefined;
  const released = isRecord(document) ? dayOf(document['dateReleased']) : undefined;
  if (!Array.isArray(list))
    return { date: '', entries: [], skips: [{ reason: 'malformed', subject: 'kev' }] };
  const skips: Skip[] = [];
  const entries: KnownExploited[] = [];
  for (const one of list) {
    const entry = readEntry(one);
    if (entry === undefined) skips.push({ reason: 'malformed', subject: 'kev entry' });
    else entries.push(entry);
  }
  const newest =
    entries
      .map((entry) => entry.added)
      .sort()
      .at(-1) ?? '';
  return { date: released ?? newest, entries, skips };
}

function readEntry(one: unknown): KnownExploited | undefined {
  if (!isRecord(one) || typeof one['cveID'] !== 'string' || !isCve(one['cveID'])) return undefined;
  const added = dayOf(one['dateAdded']);
  if (added === undefined) return undefined;
  const due = dayOf(one['dueDate']);
  const ransomware = one['knownRansomwareCampaignUse'] === 'Known';
  return { cve: one['cveID'], added, ...(due !== undefined && { due }), ransomware };
}
