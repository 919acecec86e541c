import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fateOf, replacementFor } from '#posture/object/api-versions.ts';
import { newerVersion } from '#posture/object/newer-version.ts';

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  const { apiVersion, kind } = object;
  const fate = fateOf(apiVersion, kind);
  if (fate === undefined) return;
  const { removed = Infinity, removedBy } = fate;
  if (removedBy === undefined && removed > settings.minor) return;
  const replacement = replacementFor(fate, kind, settings.minor);
  const instead =
    replacement === undefined ? 'nothing takes its place' : `use ${replacement.apiVersion}`;
  yield {
    message: `${apiVersion} ${kind} is not served since ${removedBy ?? `1.${removed}`}: ${instead}`,
    field: ['apiVersion'],
    patches: newerVersion(object, replacement),
  };
}
