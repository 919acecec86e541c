import type { SqlReader, SqlRow } from '#contract/sql.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { numberOf, textOf } from '../row.ts';

/** Words of privileges (see `container-facts.ts`) that lead to the node by themselves. */
const leadsToNode =
  /^(?:privileged$|processes of the host$|capability (?:CAP_)?(?:SYS_ADMIN|SYS_MODULE|SYS_PTRACE|SYS_RAWIO|DAC_READ_SEARCH|BPF|ALL)$|may write |may read (?:\/ |\S*\.sock|\/etc|\/root|\/proc|\/dev|\/var\/lib|\/run))/u;

/** What a container gives to whoever is in it, and what proves it. */
export interface Gain {
  readonly goal: 'node' | 'secrets';
  readonly facts: readonly string[];
}

/** From columns `privileged`, `own` (facts of the workload) and `facts` (of one container of it). */
export function gainOf(row: SqlRow): Gain | undefined {
  const toNode = wordsIn(textOf(row, 'facts'), 'privileges').filter((words) =>
    leadsToNode.test(words),
  );
  if (numberOf(row, 'privileged') === 1 && toNode.length === 0) toNode.push('privileged');
  if (toNode.length > 0) return { goal: 'node', facts: toNode.slice(0, 10) };
  const own = textOf(row, 'own');
  const rights = [...wordsIn(own, 'serviceAccountRights'), ...wordsIn(own, 'secrets')];
  return rights.length === 0 ? undefined : { goal: 'secrets', facts: rights.slice(0, 10) };
}

const mostContainers = 2000;

/** What the worst workload of an asset gives: `restricted` only where everything about all of them is known; undefined where nobody knows. */
export async function blastOfAsset(
  reader: SqlReader,
  asset: number,
): Promise<'node' | 'secrets' | 'restricted' | undefined> {
  const rows = await reader.all(
    `SELECT DISTINCT w.privileged AS privileged, w.facts AS own, coalesce(c.facts, '{}') AS facts FROM workload w
     LEFT JOIN container c ON c.workload = w.id AND c.gone_at IS NULL WHERE w.asset = ? AND w.gone_at IS NULL LIMIT ${mostContainers}`,
    [asset],
  );
  const gains = rows.map(gainOf);
  if (gains.some((gain) => gain?.goal === 'node')) return 'node';
  if (gains.some((gain) => gain !== undefined)) return 'secrets';
  const isKnown = rows.length > 0 && rows.length < mostContainers && rows.every(isWhole);
  return isKnown ? 'restricted' : undefined;
}

/** What a container may do is known, and what its service account may: only clusters tell both. */
function isWhole(row: SqlRow): boolean {
  return hasMember(row, 'facts', 'privileges') && hasMember(row, 'own', 'serviceAccountRights');
}

function hasMember(row: SqlRow, column: string, member: string): boolean {
  const value = parseJson(textOf(row, column), column);
  return isRecord(value) && Array.isArray(value[member]);
}

function wordsIn(facts: string, member: string): string[] {
  const value = parseJson(facts, 'facts');
  const list = isRecord(value) ? value[member] : undefined;
  return Array.isArray(list)
    ? list.filter((one: unknown): one is string => typeof one === 'string').slice(0, 100)
    : [];
}
