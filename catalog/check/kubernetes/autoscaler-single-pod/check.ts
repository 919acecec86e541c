import { asks } from '#posture/object/field-check.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'minReplicas'] as const;

export const evaluate = asks({
  kinds: ['autoscaling/HorizontalPodAutoscaler'],
  field,
  isWrong: (value) => value === undefined || (typeof value === 'number' && value < 2),
  patch: setField('keep two pods', field, 2),
});
