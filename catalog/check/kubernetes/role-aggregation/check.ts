import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { allows, rulesOf } from '#posture/object/role-rules.ts';

const risky: readonly (readonly [string, string, readonly string[]])[] = [
  ['', 'secrets', ['get', 'list', 'watch', 'update', 'patch']],
  ['', 'pods/exec', ['create']],
  ['', 'serviceaccounts/token', ['create']],
  ['', 'users', ['impersonate']],
  ['', 'nodes/proxy', ['get', 'create']],
  ['rbac.authorization.k8s.io', 'rolebindings', ['create', 'update', 'patch', 'bind']],
];
const wide = ['edit', 'view'] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const role of wide) {
    const label = `rbac.authorization.k8s.io/aggregate-to-${role}`;
    if (object.labels.get(label) !== 'true') continue;
    for (const rule of rulesOf(object)) {
      const found = risky.find(([group, resource, verbs]) => allows(rule, group, resource, verbs));
      if (found === undefined) continue;
      const message = `everybody with "${role}" gets ${rule.verbs.join(', ')} on ${found[1]}`;
      yield { message, identity: `${role} ${found[1]}`, field: ['metadata', 'labels', label] };
    }
  }
}
