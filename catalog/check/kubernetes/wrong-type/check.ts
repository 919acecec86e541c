import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { setField } from '#posture/patch.ts';
import { schemaFaults } from '#posture/schema/own-kinds.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const fault of schemaFaults(subject)) {
    if (fault.type !== 'type') continue;
    const { path, wanted, better } = fault;
    // the check of Secrets says it, with what to do
    if (subject.object.kind === 'Secret' && path[0] === 'data' && wanted === 'base64') continue;
    yield {
      message: `here ${wanted} is wanted`,
      identity: path.join('/'),
      field: path,
      ...(better !== undefined && {
        patches: [setField(`write ${JSON.stringify(better)}`, path, better)],
      }),
    };
  }
}
