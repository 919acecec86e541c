import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { rulesOf } from '#posture/object/role-rules.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { path, names, verbs, resources, urls } of rulesOf(object)) {
    const identity = `${resources.join(',')} ${verbs.join(',')}`;
    const limited = verbs.filter((verb) => verb === 'create' || verb === 'deletecollection');
    const subresources = resources.every((one) => one.includes('/'));
    if (names.length > 0 && limited.length > 0 && !subresources && resources.length > 0)
      yield {
        message: `with "resourceNames" the rule never allows ${limited.join(' and ')}`,
        identity,
        field: [...path, 'resourceNames'],
      };
    const stars = resources.filter((one) => /^[^*].*\/\*$/.test(one));
    if (stars.length > 0)
      yield { message: `"${stars[0]}" matches nothing`, identity, field: [...path, 'resources'] };
    if (urls.length > 0 && object.kind === 'Role')
      yield {
        message: 'paths count in ClusterRoles only',
        identity,
        field: [...path, 'nonResourceURLs'],
      };
  }
}
