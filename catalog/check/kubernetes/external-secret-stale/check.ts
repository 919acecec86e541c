import { valueAt } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';
import { setField } from '#posture/patch.ts';

const field = ['spec', 'refreshInterval'] as const;

export const evaluate = asks({
  kinds: ['external-secrets.io/ExternalSecret'],
  field,
  isWrong: (value, { body }) =>
    value === 0 ||
    (typeof value === 'string' && /^0+[smh]?$/.test(value)) ||
    valueAt(body, ['spec', 'refreshPolicy']) === 'CreatedOnce',
  patch: setField('fetch it every hour', field, '1h'),
});
