import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fateOf } from '#posture/object/api-versions.ts';
import { newerVersion } from '#posture/object/newer-version.ts';

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  const fate = fateOf(object.apiVersion, object.kind);
  if (fate === undefined || (fate.removed ?? Infinity) <= settings.minor) return;
  if ((fate.deprecated ?? Infinity) > settings.minor) return;
  const end = fate.removed === undefined ? '' : ` and goes in 1.${fate.removed}`;
  yield {
    message: `${object.apiVersion} ${object.kind} is deprecated since 1.${fate.deprecated}${end}`,
    field: ['apiVersion'],
    patches: newerVersion(object, fate),
  };
}
