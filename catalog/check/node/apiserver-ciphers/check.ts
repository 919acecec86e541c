import { mustHaveStrongCiphers } from '#posture/node/question/forms.ts';

export const evaluate = mustHaveStrongCiphers('kube-apiserver', {
  suites: 'tls-cipher-suites',
  least: 'tls-min-version',
});
