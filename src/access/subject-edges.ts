import type { AccessEdge } from '#model/access.ts';
import type { Access } from './access.ts';
import { controlSteps } from './control-steps.ts';
import { clusterAdmin, namespaceAdmin, subjectNode } from './graph-nodes.ts';
import { certificateSteps, impersonateSteps, roleSteps, tokenSteps } from './identity-steps.ts';
import { podSteps, runningSteps, secretSteps } from './pod-steps.ts';
import type { Rights } from './rights.ts';
import { type RiskId, risks } from './risks.ts';
import type { Step } from './step.ts';

/** What one subject can do next. */
export function edgesOfSubject(access: Access, rights: Rights): readonly AccessEdge[] {
  const from = subjectNode(rights.subject).id;
  const steps = [
    ...whole(rights),
    ...secretSteps(access.view, rights),
    ...podSteps(access.view, rights),
    ...runningSteps(rights),
    ...tokenSteps(rights),
    ...impersonateSteps(rights),
    ...roleSteps(access, rights),
    ...certificateSteps(rights),
    ...controlSteps(access.view, rights),
  ];
  return steps
    .filter(({ to }) => to.id !== from)
    .map(({ kind, to, title, right, blockers = [], assumptions = [] }) => ({
      kind,
      from,
      to: to.id,
      title,
      techniques: techniquesOf(kind),
      grants: right.grants,
      blockers,
      assumptions,
    }));
}

function techniquesOf(kind: string): readonly string[] {
  return Object.hasOwn(risks, kind) ? risks[kind as RiskId].techniques : ['T1078'];
}

function whole(rights: Rights): readonly Step[] {
  return rights.everything().map((right) => ({
    kind: 'everything',
    to: right.namespace === undefined ? clusterAdmin : namespaceAdmin(right.namespace),
    title: `may do everything ${right.namespace === undefined ? 'in the cluster' : `in "${right.namespace}"`}`,
    right,
  }));
}
