import type { Violation } from '#contract/check.ts';
import { textOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { webhooksOf } from '#posture/object/webhooks.ts';

const inside = /^https:\/\/(?:localhost|127\.|\[::1\]|[^/]*\.svc[.:/]|[^/.]+\.[^/.]+\.svc$)/;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { name, body, path } of webhooksOf(object)) {
    const url = textOf(valueAt(body, ['clientConfig', 'url']));
    if (url === undefined || inside.test(url)) continue;
    yield {
      message: `"${name}" sends to ${url}`,
      identity: name,
      field: [...path, 'clientConfig', 'url'],
    };
  }
}
