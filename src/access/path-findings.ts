import type { Violation } from '#contract/check.ts';
import { nameOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { AccessPath } from '#model/access.ts';
import { accessOf } from './access.ts';
import { escalationsOf } from './escalation.ts';
import { formatSubject } from './identity.ts';

/** Ways with more steps than these are told only when somebody asks. */
const maxSteps = 8;

/** Accounts that are no administrators and can make themselves one by steps that nothing blocks and nothing has to be assumed for. */
export function* pathViolations({ view }: ClusterSubject): Iterable<Violation> {
  for (const path of escalationsOf(accessOf(view)).paths()) {
    const grant = path.steps[0]?.grants[0];
    if (grant === undefined || !isTold(path)) continue;
    const subject = path.from;
    yield {
      message: `${formatSubject(subject)} can become cluster administrator: it ${wayOf(path)}`,
      object: grant.binding,
      field: ['roleRef'],
      identity: formatSubject(subject),
      evidence: path.steps.map(({ title, grants: [first] }, at) => ({
        label: `step ${at + 1}`,
        text:
          first === undefined
            ? title
            : `${title} (${nameOf(first.binding)}, ${nameOf(first.role)})`,
      })),
    };
  }
}

function isTold({ steps, blockers }: AccessPath): boolean {
  const isOpen =
    blockers.length === 0 && steps.every(({ assumptions }) => assumptions.length === 0);
  return isOpen && steps.length <= maxSteps;
}

/** `makes a token of any service account of "ops", chooses ServiceAccount ops/deployer, may do everything in the cluster`. */
function wayOf({ steps }: AccessPath): string {
  return steps.map(({ title }) => title).join(', ');
}
