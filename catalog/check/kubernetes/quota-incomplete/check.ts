import { fieldOf } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';

const wanted = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

export const evaluate = asks({
  kinds: ['/ResourceQuota'],
  field: ['spec', 'hard'],
  isWrong: (value) => wanted.some((key) => fieldOf(value, key) === undefined),
});
