import { NodeAnswer, type NodeCondition } from '../answer.ts';
import { evidenceOf, settingOf } from '../component.ts';
import { truthOf } from '../source/flags.ts';
import { type SettingCase, setting } from './setting.ts';

const name = 'kubelet';

/** Defaults of the kubelet differ: without a configuration file those of its flags count, which are much more open. */
function unset({ component }: SettingCase, withFile: string, withoutFile: string): string {
  return component.usesConfig ? withFile : withoutFile;
}

export const anonymous: NodeCondition = setting({
  component: name,
  setting: 'authentication.anonymous.enabled',
  wanted: 'false',
  judge(one) {
    const text = one.text ?? unset(one, 'false', 'true');
    return truthOf(text) === false || 'the kubelet answers anonymous requests';
  },
});

export const authorization: NodeCondition = setting({
  component: name,
  setting: 'authorization.mode',
  wanted: 'Webhook',
  judge(one) {
    const text = one.text ?? unset(one, 'Webhook', 'AlwaysAllow');
    return !text.split(',').includes('AlwaysAllow') || 'the kubelet allows every request';
  },
});

export const readOnlyPort: NodeCondition = setting({
  component: name,
  setting: 'readOnlyPort',
  wanted: '0',
  judge(one) {
    const text = one.text ?? unset(one, '0', '10255');
    return Number(text) === 0 || `the kubelet tells everyone about its pods on port ${text}`;
  },
});

export const idleTimeout: NodeCondition = setting({
  component: name,
  setting: 'streamingConnectionIdleTimeout',
  wanted: '4h0m0s',
  judge({ text }) {
    // the default of configuration files takes the place of zero
    return (
      text === undefined ||
      !/^0+(?:\.0+)?(?:ns|us|µs|ms|s|m|h|$)(?:0+[a-zµ]+)*$/.test(text) ||
      'idle connections are never closed'
    );
  },
});

export const eventRate: NodeCondition = setting({
  component: name,
  setting: 'eventRecordQPS',
  judge({ text }) {
    return text === undefined || Number(text) >= 0 || `eventRecordQPS is ${text}: events are lost`;
  },
});

export const pidLimit: NodeCondition = setting({
  component: name,
  setting: 'podPidsLimit',
  judge({ text }) {
    if (text === undefined)
      return 'podPidsLimit is not set: a pod may start as many processes as its node can hold';
    return Number(text) > 0 || `podPidsLimit is ${text}, which is no limit`;
  },
});

/** A certificate in files, or one that the cluster signs. */
export const servingCertificate: NodeCondition = setting({
  component: name,
  setting: 'tlsCertFile',
  judge({ component, text }) {
    const key = settingOf(component, 'tlsPrivateKeyFile');
    const isSigned = truthOf(settingOf(component, 'serverTLSBootstrap')?.values.at(-1)) === true;
    if (isSigned) return NodeAnswer.pass([evidenceOf(component, 'serverTLSBootstrap')]);
    return (
      (text !== undefined && key !== undefined) ||
      'the kubelet signs its certificate itself, so that nobody can check it'
    );
  },
});
