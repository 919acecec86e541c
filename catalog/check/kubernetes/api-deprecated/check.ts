import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fateOf, replacementFor } from '#posture/object/api-versions.ts';
import { newerVersion } from '#posture/object/newer-version.ts';

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  const { apiVersion, kind } = object;
  const fate = fateOf(apiVersion, kind);
  if (fate === undefined || (fate.removed ?? Infinity) <= settings.minor) return;
  if ((fate.deprecated ?? Infinity) > settings.minor) return;
  const end = fate.removed === undefined ? '' : ` and goes in 1.${fate.removed}`;
  const replacement = replacementFor(fate, kind, settings.minor);
  const instead = replacement === undefined ? '' : `: use ${replacement.apiVersion}`;
  yield {
    message: `${apiVersion} ${kind} is deprecated since 1.${fate.deprecated}${end}${instead}`,
    field: ['apiVersion'],
    patches: newerVersion(object, replacement),
  };
}
