import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fateOf } from '#posture/object/api-versions.ts';
import { unknownFields } from '#posture/object/known-fields.ts';
import { renameField } from '#posture/object/rename.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (fateOf(object.apiVersion, object.kind) !== undefined) return;
  for (const { path, name, meant } of unknownFields(object, pods)) {
    const hint = meant === undefined ? '' : `: "${meant}" is probably meant`;
    yield {
      message: `there is no field "${name}" here${hint}`,
      identity: path.join('/'),
      field: path,
      ...(meant !== undefined && { patches: renameField(object, path, meant) }),
    };
  }
}
