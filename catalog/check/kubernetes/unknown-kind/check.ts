import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { kindFault } from '#posture/schema/kind-fault.ts';

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  const fault = kindFault(object, settings.minor);
  if (fault !== undefined) yield fault;
}
