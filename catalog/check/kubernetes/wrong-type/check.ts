import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { wrongTypes } from '#posture/object/field-types.ts';
import { setField } from '#posture/patch.ts';

export function* evaluate({ object, pods }: ObjectSubject): Iterable<Violation> {
  for (const { path, wanted, better } of wrongTypes(object, pods))
    yield {
      message: `here ${wanted} is wanted`,
      identity: path.join('/'),
      field: path,
      ...(better !== undefined && {
        patches: [setField(`write ${JSON.stringify(better)}`, path, better)],
      }),
    };
}
