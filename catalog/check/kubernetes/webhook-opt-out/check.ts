import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import { readSelector } from '#kube/selector.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { guards, webhooksOf } from '#posture/object/webhooks.ts';

const own = /^kubernetes\.io\/metadata\.name$|^control-plane$/;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const webhook of webhooksOf(object).filter((one) => guards(one, object)))
    for (const name of ['objectSelector', 'namespaceSelector'] as const) {
      const found = readSelector(fieldOf(webhook.body, name))?.requirements.find(
        ({ operator, key }) =>
          (operator === 'NotIn' || operator === 'DoesNotExist') && !own.test(key),
      );
      if (found === undefined) continue;
      yield {
        message: `the label "${found.key}" switches "${webhook.name}" off`,
        identity: `${webhook.name} ${name}`,
        field: [...webhook.path, name],
        ...(name === 'namespaceSelector' && { severity: 'low' as const }),
      };
    }
}
