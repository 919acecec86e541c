import type { Violation } from '#contract/check.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { secretReaders } from '#posture/relation/secret-use.ts';

const many = 10;

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const readers = secretReaders(view);
  const everywhere = readers.get('') ?? new Set<string>();
  const having = new Set(view.ofKind('', 'Secret').map(({ namespace }) => namespace));
  for (const namespace of view.ofKind('', 'Namespace')) {
    const count = everywhere.union(readers.get(namespace.name) ?? new Set<string>()).size;
    if (count < many || !having.has(namespace.name)) continue;
    yield {
      message: `${count} users, groups and service accounts may read the Secrets of "${namespace.name}"`,
      identity: 'readers',
      object: referenceOf(namespace),
      field: ['metadata', 'name'],
    };
  }
}
