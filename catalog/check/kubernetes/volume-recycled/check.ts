import { asks } from '#posture/object/field-check.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'persistentVolumeReclaimPolicy'] as const;

export const evaluate = asks({
  kinds: ['/PersistentVolume'],
  field,
  isWrong: (value) => value === 'Recycle',
  patch: setField('keep the volume', field, 'Retain'),
});
