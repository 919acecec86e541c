import { isRecord } from '#kit/json.ts';
import type { Severity } from '#model/severity.ts';

/** Publishers' words in our scale; `not yet assigned`, `none` and `end-of-life` say nothing and are absent. */
const words: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['unimportant', 'negligible'],
  ['negligible', 'negligible'],
  ['informational', 'negligible'],
  ['low', 'low'],
  ['minor', 'low'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['high', 'high'],
  ['important', 'high'],
  ['critical', 'critical'],
]);

/** A publisher's word as our severity; `undefined` when it is none that states one. */
export function severityOfWord(word: unknown): Severity | undefined {
  return typeof word === 'string' ? words.get(word.trim().toLowerCase()) : undefined;
}

/**
 * The severity word of an OSV record or of one affected entry: Ubuntu's own severity type, the label of GHSA, Debian's urgency,
 * AlmaLinux's summary prefix, RustSec's informational kinds, and malware, which is critical by nature.
 */
export function severityOfOsv(record: Readonly<Record<string, unknown>>): Severity | undefined {
  return (
    malwareSeverity(record) ??
    ubuntuSeverity(record['severity']) ??
    severityOfWord(inside(record, 'database_specific', 'severity')) ??
    severityOfWord(inside(record, 'ecosystem_specific', 'severity')) ??
    severityOfWord(inside(record, 'ecosystem_specific', 'urgency')) ??
    rustSeverity(record) ??
    summarySeverity(record)
  );
}

function ubuntuSeverity(list: unknown): Severity | undefined {
  if (!Array.isArray(list)) return undefined;
  for (const one of list)
    if (isRecord(one) && one['type'] === 'Ubuntu') return severityOfWord(one['score']);
  return undefined;
}

function malwareSeverity(record: Readonly<Record<string, unknown>>): Severity | undefined {
  const id = record['id'];
  if (typeof id === 'string' && id.startsWith('MAL-')) return 'critical';
  const categories = inside(record, 'database_specific', 'categories');
  return Array.isArray(categories) && categories.includes('malicious') ? 'critical' : undefined;
}

/** `unmaintained` and `notice` are no flaws; `unsound` may be one and keeps no word. */
function rustSeverity(record: Readonly<Record<string, unknown>>): Severity | undefined {
  const kind = inside(record, 'database_specific', 'informational');
  return kind === 'unmaintained' || kind === 'notice' ? 'negligible' : undefined;
}

/** `Important: kernel security update`, as errata of the Red Hat family begin. */
function summarySeverity(record: Readonly<Record<string, unknown>>): Severity | undefined {
  const { id, summary } = record;
  if (typeof summary !== 'string' || typeof id !== 'string' || !/^[A-Z]{2}SA-/.test(id))
    return undefined;
  return severityOfWord(/^(\w{3,10}):/.exec(summary)?.[1]);
}

function inside(record: Readonly<Record<string, unknown>>, outer: string, key: string): unknown {
  const value = record[outer];
  return isRecord(value) ? value[key] : undefined;
}
