import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isWritten } from '#posture/object/kind.ts';
import { unsortedMaps } from '#posture/object/sorted-keys.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isWritten(object)) return;
  for (const path of unsortedMaps(object.body))
    yield {
      message: `"${path.at(-1)}" stands behind a later key`,
      identity: path.join('/'),
      field: path,
    };
}
