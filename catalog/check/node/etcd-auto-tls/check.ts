import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('etcd', 'auto-tls', false, { unset: false });
