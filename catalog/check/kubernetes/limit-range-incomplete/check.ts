import { fieldOf, objectsOf } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';

const wanted = ['type', 'max', 'min', 'default', 'defaultRequest'];

export const evaluate = asks({
  kinds: ['/LimitRange'],
  field: ['spec', 'limits'],
  isWrong: (value) =>
    !objectsOf(value).some(([, one]) => wanted.every((key) => fieldOf(one, key) !== undefined)),
});
