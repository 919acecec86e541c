import { isObject } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';

export const evaluate = asks({
  kinds: ['/PersistentVolume'],
  field: ['spec', 'hostPath'],
  isWrong: isObject,
});
