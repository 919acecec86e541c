import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fateOf } from '#posture/object/api-versions.ts';
import { newerVersion } from '#posture/object/newer-version.ts';

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  const fate = fateOf(object.apiVersion, object.kind);
  if (fate?.removed === undefined || fate.removed > settings.minor) return;
  const instead =
    fate.replacement === undefined ? 'nothing takes its place' : `use ${fate.replacement}`;
  yield {
    message: `${object.apiVersion} ${object.kind} is not served since 1.${fate.removed}: ${instead}`,
    field: ['apiVersion'],
    patches: newerVersion(object, fate),
  };
}
