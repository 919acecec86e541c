import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { schemaFaults } from '#posture/schema/own-kinds.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const fault of schemaFaults(subject)) {
    if (fault.type !== 'missing') continue;
    const { path, name } = fault;
    yield {
      message: `the field "${name}" is missing`,
      identity: [...path, name].join('/'),
      field: path,
    };
  }
}
