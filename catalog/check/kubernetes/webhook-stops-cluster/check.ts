import type { Violation } from '#contract/check.ts';
import { fieldOf, isObject, objectsOf, textsOf } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { webhooksOf } from '#posture/object/webhooks.ts';

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { name, body, path } of webhooksOf(object)) {
    if (fieldOf(body, 'failurePolicy') === 'Ignore') continue;
    const rules = objectsOf(fieldOf(body, 'rules'));
    const isAll = rules.some(([, rule]) =>
      ['apiGroups', 'resources', 'operations'].every((key) =>
        textsOf(fieldOf(rule, key)).some((one) => one === '*' || one === '*/*'),
      ),
    );
    const selector = fieldOf(body, 'namespaceSelector');
    if (!isAll || (isObject(selector) && Object.keys(selector).length > 0)) continue;
    yield {
      message: `"${name}" is asked about everything`,
      identity: name,
      field: [...path, 'rules'],
    };
  }
}
