import { valueAt } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';

export const evaluate = asks({
  kinds: ['autoscaling/HorizontalPodAutoscaler'],
  field: ['spec', 'maxReplicas'],
  isWrong: (value, { body }) => {
    const least = valueAt(body, ['spec', 'minReplicas']) ?? 1;
    return typeof value === 'number' && typeof least === 'number' && value <= least;
  },
});
