import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kubelet', 'seccompDefault', true, { unset: false, since: 25 });
