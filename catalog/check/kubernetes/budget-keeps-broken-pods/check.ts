import { asks } from '#posture/object/field-check.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'unhealthyPodEvictionPolicy'] as const;

export const evaluate = asks({
  kinds: ['policy/PodDisruptionBudget'],
  field,
  isWrong: (value) => value !== 'AlwaysAllow',
  patch: setField('let broken pods go', field, 'AlwaysAllow', 'safe'),
});
