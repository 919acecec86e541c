import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('etcd', 'peer-client-cert-auth', true, { unset: false });
