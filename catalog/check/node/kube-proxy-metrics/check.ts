import { mustBeLoopback } from '#posture/node/question/forms.ts';

export const evaluate = mustBeLoopback('kube-proxy', 'metricsBindAddress', '127.0.0.1:10249');
