import { NodeAnswer, type NodeCondition } from '../answer.ts';
import { evidenceOf } from '../component.ts';
import { setting } from './setting.ts';

const server = 'kube-apiserver';

/** None at all is wrong; what is right depends on the cluster. */
export const requestTimeout: NodeCondition = setting({
  component: server,
  setting: 'request-timeout',
  judge({ component, text }) {
    if (text !== undefined && /^0+(?:ns|us|µs|ms|s|m|h)?$/.test(text))
      return '--request-timeout is 0, which is no limit';
    return NodeAnswer.manual('whether the time suits the cluster; the default is one minute', [
      evidenceOf(component, 'request-timeout'),
    ]);
  },
});

/** Off by itself since 1.20, gone since 1.24. */
export const insecurePort: NodeCondition = setting({
  component: server,
  setting: 'insecure-port',
  wanted: '0',
  until: 24,
  judge({ subject: { minor = 20 }, text }) {
    const port = text ?? (minor >= 20 ? '0' : '8080');
    return Number(port) === 0 || `the API server allows everything on port ${port}`;
  },
});

export const securePort: NodeCondition = setting({
  component: server,
  setting: 'secure-port',
  wanted: '6443',
  judge: ({ text }) => text === undefined || Number(text) !== 0 || '--secure-port is 0',
});
