import type { Violation } from '#contract/check.ts';
import { fieldOf, textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isRightName, wantedName } from '#posture/object/names.ts';

export function* evaluate({ object, settings }: ObjectSubject): Iterable<Violation> {
  const metadata = fieldOf(object.body, 'metadata');
  const name = textOf(fieldOf(metadata, 'name'));
  const hasOther = typeof fieldOf(metadata, 'generateName') === 'string';
  // files such as kubeconfigs and configurations of components have no name
  if (
    name === undefined &&
    (hasOther || object.group.endsWith('config.k8s.io') || metadata === undefined)
  )
    return;
  if (name === undefined) {
    if (valueAt(object.body, ['metadata', 'name']) === undefined)
      yield { message: 'it has no name', identity: 'name', field: ['metadata'] };
    return;
  }
  if (isRightName(object, name, settings.minor)) return;
  const wanted = wantedName(object);
  const hint = wanted === undefined ? '' : `: it must be ${wanted}`;
  const message = `${JSON.stringify(name.slice(0, 260))} is no name for a ${object.kind}${hint}`;
  yield { message, identity: 'name', field: ['metadata', 'name'] };
}
