import type { AccessSubject } from '#model/access.ts';
import { severityRank } from '#model/severity.ts';
import type { Access, Bound } from './access.ts';
import { requesterOf } from './identity.ts';
import { allRisks } from './risks.ts';
import type { Role } from './roles.ts';
import { isAllPowerful, riskyRules } from './rule-risk.ts';

/** What makes an account worth stealing, in a few words. */
export interface Power {
  /** It may do everything in the cluster. */
  readonly isAll: boolean;
  readonly abilities: readonly string[];
  readonly bounds: readonly Bound[];
}

/** Risks of a subject that weigh high where it holds them. */
export function powerOf(access: Access, subject: AccessSubject): Power {
  const bounds: Bound[] = [];
  const abilities = new Set<string>();
  for (const bound of access.allBoundOf(requesterOf(subject))) {
    const found = abilitiesOf(access, bound);
    for (const ability of found) abilities.add(ability);
    if (found.length > 0) bounds.push(bound);
  }
  const isAll = abilities.has(everything);
  return { isAll, abilities: isAll ? [everything] : [...abilities], bounds };
}

const everything = 'do everything in the cluster';

/** Asked once for each role, however many hold it. */
function abilitiesOf({ view }: Access, { binding }: Bound): readonly string[] {
  const { role, namespace } = binding;
  if (role === undefined) return [];
  const isWide = namespace === undefined || namespace === 'kube-system';
  const facts = view.memo(`access power ${isWide}`, () => new Map<Role, readonly string[]>());
  const known = facts.get(role);
  if (known !== undefined) return known;
  const found = isWide && isPowerful(role) ? [everything] : highRisksOf(role, isWide);
  facts.set(role, found);
  return found;
}

/** Whether a role gives everything on everything. */
export function isPowerful({ rules }: Role): boolean {
  return rules.some(({ rule }) => isAllPowerful(rule));
}

function highRisksOf(role: Role, isWide: boolean): readonly string[] {
  return allRisks().flatMap((risk) => {
    const severity = isWide ? risk.severity.cluster : risk.severity.namespace;
    if (severity === undefined || severityRank(severity) < severityRank('high')) return [];
    return riskyRules(role, risk).length > 0 ? [risk.ability] : [];
  });
}
