import { createReadStream } from 'node:fs';
import { accessOf } from '#access/access.ts';
import {
  type LeastPrivilege,
  type LeastPrivilegeOptions,
  leastPrivilege,
} from '#access/audit/least-privilege.ts';
import { type AuditReading, readAudit } from '#access/audit/read-audit.ts';
import { unusedAbilities } from '#access/audit/unused.ts';
import { type AccessGoal, escalationsOf } from '#access/escalation.ts';
import { parseSubject } from '#access/identity.ts';
import { isPartOfCluster } from '#access/quiet.ts';
import type { Scope } from '#contract/scope.ts';
import type { ClusterView } from '#kube/view.ts';
import type { AccessPath, UnusedAbility } from '#model/access.ts';

/** Reads an audit log (absolute path). Lines that are no events are gaps; throws `host.io`-like errors of the file itself. */
export async function readAuditLog(
  file: { readonly path: string; readonly absolute: string },
  scope: Scope,
): Promise<AuditReading> {
  using _task = scope.progress.begin('reading the audit log');
  return readAudit(createReadStream(file.absolute), { path: file.path, signal: scope.signal });
}

/** Rights that nobody used in the time of a log. */
export function askUnused(
  view: ClusterView,
  { uses, from }: AuditReading,
): { readonly unused: readonly UnusedAbility[]; readonly since?: string } {
  const unused = unusedAbilities(accessOf(view), uses);
  return from === undefined ? { unused } : { unused, since: from };
}

/** Roles that allow what a log shows and nothing else. */
export function askLeastPrivilege(
  { uses }: AuditReading,
  options: LeastPrivilegeOptions,
): LeastPrivilege {
  return leastPrivilege(uses, options);
}

/** Shortest ways to a goal: of one subject, or of all that have one and are no part of the cluster itself. */
export function askEscalations(
  view: ClusterView,
  goal: AccessGoal,
  subject: string | undefined,
): { readonly paths: readonly AccessPath[] } {
  const access = accessOf(view);
  const escalations = escalationsOf(access);
  const subjects =
    subject === undefined
      ? access.subjects.filter((one) => !isPartOfCluster(one))
      : [parseSubject(subject)];
  const paths = subjects.flatMap((one) => escalations.pathTo(one, goal) ?? []);
  return {
    paths: paths.toSorted(
      (a, b) => a.blockers.length - b.blockers.length || a.steps.length - b.steps.length,
    ),
  };
}

export type { AccessGoal } from '#access/escalation.ts';
