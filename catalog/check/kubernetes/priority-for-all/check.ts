import { fieldOf } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';

export const evaluate = asks({
  kinds: ['scheduling.k8s.io/PriorityClass'],
  field: ['globalDefault'],
  isWrong: (value, { body }) => value === true && fieldOf(body, 'preemptionPolicy') !== 'Never',
});
