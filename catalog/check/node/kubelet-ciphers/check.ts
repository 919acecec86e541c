import { mustHaveStrongCiphers } from '#posture/node/question/forms.ts';

export const evaluate = mustHaveStrongCiphers('kubelet', {
  suites: 'tlsCipherSuites',
  least: 'tlsMinVersion',
});
