import type { Condition, Violation } from '#contract/check.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { NetworkProblem, NetworkProblemKind } from '#model/network.ts';
import { problemsOf } from './lint.ts';

/** The condition of a check that reports problems of one kind. */
export function networkCheck(kind: NetworkProblemKind): Condition<ClusterSubject> {
  return ({ view }) => problemsOf(view, kind).map(violationOf);
}

function violationOf({ text, object, field, related, instead }: NetworkProblem): Violation {
  return {
    message: text,
    object,
    field,
    ...(related.length > 0 && {
      evidence: related.slice(0, 5).map(({ policy, location, direction, rule }) => ({
        label: `${policy.kind} ${policy.name}`,
        text: `${direction}${rule === undefined ? '' : ` rule ${rule + 1}`}, ${location.path}${location.line === undefined ? '' : `:${location.line}`}`,
      })),
    }),
    ...(instead !== undefined && {
      patches: [
        {
          title: `write ${JSON.stringify(instead.value)}`,
          safety: 'review',
          changes: [{ op: 'set', path: instead.field, value: instead.value }],
        },
      ],
    }),
  };
}
