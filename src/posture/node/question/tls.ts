import type { NodeCondition } from '../answer.ts';
import type { ComponentName } from '../component.ts';
import { setting } from './setting.ts';

/** The least version that is not set is 1.2. */
export function mustNotTakeOldTls(component: ComponentName, name: string): NodeCondition {
  return setting({
    component,
    setting: name,
    wanted: 'VersionTLS12',
    judge({ text, component: { homes } }) {
      return (
        (text !== 'VersionTLS10' && text !== 'VersionTLS11') || `${homes[0].label(name)} is ${text}`
      );
    },
  });
}
