import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { renameField } from '#posture/object/rename.ts';
import { schemaFaults } from '#posture/schema/own-kinds.ts';

export function* evaluate(subject: ObjectSubject): Iterable<Violation> {
  for (const fault of schemaFaults(subject)) {
    if (fault.type !== 'unknown') continue;
    const { path, name, meant } = fault;
    const hint = meant === undefined ? fault.hint : `"${meant}" is probably meant`;
    yield {
      message: `there is no field "${name}" here${hint === undefined ? '' : `: ${hint}`}`,
      identity: path.join('/'),
      field: path,
      ...(meant !== undefined && { patches: renameField(subject.object, path, meant) }),
    };
  }
}
