import { fieldOf } from '#kube/json.ts';
import { asks } from '#posture/object/field-check.ts';
import { setField } from '#posture/patch.ts';

const field = ['parameters', 'encrypted'] as const;

export const evaluate = asks({
  kinds: ['storage.k8s.io/StorageClass'],
  field,
  isWrong: (value, { body }) => {
    const provisioner = fieldOf(body, 'provisioner');
    const isDisk = provisioner === 'ebs.csi.aws.com' || provisioner === 'kubernetes.io/aws-ebs';
    return isDisk && value !== 'true' && value !== true;
  },
  patch: setField('encrypt the disks', field, 'true'),
});
