import { NodeAnswer, type NodeCondition } from '../answer.ts';
import { evidenceOf, settingOf } from '../component.ts';
import { setting } from './setting.ts';

const server = 'kube-apiserver';

/** Events go to a file, to standard output, or to a webhook. */
export const auditLog: NodeCondition = setting({
  component: server,
  setting: 'audit-log-path',
  judge({ component, text }) {
    if (text !== undefined) return true;
    if (settingOf(component, 'audit-webhook-config-file') !== undefined)
      return NodeAnswer.pass([evidenceOf(component, 'audit-webhook-config-file')]);
    return '--audit-log-path is not set';
  },
});

/** How much of the audit log is kept; not asked where the API server writes no file of its own. Zero means no bound. */
export function auditLogAtLeast(name: string, least: number): NodeCondition {
  return setting({
    component: server,
    setting: name,
    wanted: String(least),
    judge({ component, text }) {
      const path = settingOf(component, 'audit-log-path')?.values.at(-1);
      if (path === '-') return NodeAnswer.notApplicable('the audit log goes to standard output');
      if (path === undefined && settingOf(component, 'audit-webhook-config-file') !== undefined)
        return NodeAnswer.notApplicable('the audit log goes to a webhook');
      if (text === undefined) return `--${name} is not set`;
      return Number(text) >= least || `--${name} is ${JSON.stringify(text)}, less than ${least}`;
    },
  });
}
