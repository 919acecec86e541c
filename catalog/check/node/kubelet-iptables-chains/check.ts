import { mustBe } from '#posture/node/question/forms.ts';

export const evaluate = mustBe('kubelet', 'makeIPTablesUtilChains', true, { unset: true });
