import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('etcd', 'peer-auto-tls', false, { unset: false });
