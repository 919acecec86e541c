import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { rulesOf } from '#posture/object/role-rules.ts';

const telling = /^(?:\*|\/\*|\/debug(?:\/.*)?|\/logs(?:\/.*)?|\/configz|\/flagz)$/;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  for (const { path, urls } of rulesOf(object)) {
    for (const url of urls.filter((one) => telling.test(one)))
      yield {
        message: `the path "${url}" is open`,
        identity: url,
        field: [...path, 'nonResourceURLs'],
      };
  }
}
