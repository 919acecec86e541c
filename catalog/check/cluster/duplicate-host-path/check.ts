import type { Violation } from '#contract/check.ts';
import { nameOf, referenceOf } from '#kube/object.ts';
import type { ClusterSubject } from '#kube/subject.ts';
import { ingressPaths } from '#posture/relation/ingress-paths.ts';

export function* evaluate({ view }: ClusterSubject): Iterable<Violation> {
  const first = new Map<string, string>();
  for (const { from, key, shown, path } of ingressPaths(view)) {
    const other = first.get(key);
    first.set(key, other ?? nameOf(from));
    if (other === undefined) continue;
    yield {
      message: `${other} serves ${shown} too`,
      identity: shown,
      object: referenceOf(from),
      field: path,
    };
  }
}
