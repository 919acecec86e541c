import type { Violation } from '#contract/check.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isSnippet } from '#posture/object/ingress-nginx.ts';
import { ingressKinds, isKind } from '#posture/object/kind.ts';
import { removeField } from '#posture/patch.ts';

const deadly = /_by_lua|load_module|serviceaccount|\balias\b|\broot\s+\//;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, ...ingressKinds)) return;
  for (const [key, value] of object.annotations) {
    if (!isSnippet(key)) continue;
    const field = ['metadata', 'annotations', key];
    const word = deadly.exec(value.slice(0, 65_536))?.[0];
    yield {
      message:
        word === undefined
          ? `the annotation ${key} is configuration`
          : `the annotation ${key} has "${word}" in it`,
      identity: key,
      field,
      ...(word !== undefined && { severity: 'critical' as const }),
      patches: [removeField(`remove the annotation ${key}`, field)],
    };
  }
}
