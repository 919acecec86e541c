import type { Violation } from '#contract/check.ts';
import { booleanOf, fieldOf, textOf } from '#kube/json.ts';
import { nameOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import type { ClusterView, Workload } from '#kube/view.ts';
import type { AccessSubject } from '#model/access.ts';
import { accessOf } from './access.ts';
import { evidenceOf } from './findings.ts';
import { formatSubject } from './identity.ts';
import { powerOf } from './power.ts';
import { isPartOfCluster } from './quiet.ts';

/** The account that pods of a workload run as, and whether its token is mounted: the pod says so before the account does. */
export function accountOf(view: ClusterView, { object, pod }: Workload): MountedAccount {
  const written = textOf(fieldOf(pod.spec, 'serviceAccountName'));
  const name = written ?? textOf(fieldOf(pod.spec, 'serviceAccount')) ?? 'default';
  const namespace = object.namespace ?? 'default';
  const account = view.find('', 'ServiceAccount', name === '' ? 'default' : name, namespace);
  const own = booleanOf(fieldOf(pod.spec, 'automountServiceAccountToken'));
  const inherited = booleanOf(fieldOf(account?.body, 'automountServiceAccountToken'));
  return {
    subject: { kind: 'ServiceAccount', namespace, name: name === '' ? 'default' : name },
    isMounted: own ?? inherited ?? true,
  };
}

interface MountedAccount {
  readonly subject: AccessSubject;
  readonly isMounted: boolean;
}

/** Workloads into which the token of an account is mounted that may do what takes over a cluster or its secrets. */
export function* powerfulTokens({ view }: ClusterSubject): Iterable<Violation> {
  const access = accessOf(view);
  for (const workload of view.workloads) {
    const { subject, isMounted } = accountOf(view, workload);
    if (!isMounted || isPartOfCluster(subject)) continue;
    const power = powerOf(access, subject);
    if (power.abilities.length === 0) continue;
    const { object, pod } = workload;
    yield {
      message: `whoever gets into ${nameOf(object)} is ${formatSubject(subject)} and may ${power.abilities.slice(0, 4).join(', ')}`,
      ...(power.isAll && { severity: 'high' }),
      object: referenceOf(object),
      field: [...pod.specPath, 'serviceAccountName'],
      identity: pod.path.join('.'),
      evidence: power.bounds.slice(0, 5).flatMap(({ binding }) => evidenceOf([], [binding])),
    };
  }
}
