import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { guards, webhooksOf } from '#posture/object/webhooks.ts';
import { setField } from '#posture/patch.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const webhook of webhooksOf(object)) {
    if (fieldOf(webhook.body, 'failurePolicy') !== 'Ignore') continue;
    const field = [...webhook.path, 'failurePolicy'];
    yield {
      message: `"${webhook.name}" is passed over when it does not answer`,
      identity: webhook.name,
      field,
      ...(guards(webhook, object) && { severity: 'medium' as const }),
      patches: [setField('refuse while it is away', field, 'Fail')],
    };
  }
}
