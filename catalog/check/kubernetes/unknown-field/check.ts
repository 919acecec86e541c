import type { Violation } from '#contract/check.ts';
import { valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { fateOf } from '#posture/object/api-versions.ts';
import { unknownFields } from '#posture/object/known-fields.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  if (fateOf(object.apiVersion, object.kind) !== undefined) return;
  for (const { path, name, meant } of unknownFields(object, pods)) {
    const value = valueAt(object.body, path);
    const hasFix = meant !== undefined && value !== undefined;
    yield {
      message: `there is no field "${name}" here${meant === undefined ? '' : `: "${meant}" is probably meant`}`,
      identity: path.join('/'),
      field: path,
      ...(hasFix && {
        patches: [
          {
            title: `rename "${name}" to "${meant}"`,
            safety: 'review',
            changes: [
              { op: 'remove', path },
              { op: 'set', path: [...path.slice(0, -1), meant], value },
            ],
          },
        ],
      }),
    };
  }
}
