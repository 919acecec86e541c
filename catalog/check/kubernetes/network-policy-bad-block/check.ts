import type { Violation } from '#contract/check.ts';
import { listOf, objectsOf, valueAt } from '#kube/json.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import { isCidr, isWithin } from '#posture/object/network-policy.ts';

const lists = [
  ['ingress', 'from'],
  ['egress', 'to'],
] as const;

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, 'networking.k8s.io/NetworkPolicy')) return;
  for (const [direction, side] of lists)
    for (const [at, rule] of objectsOf(valueAt(object.body, ['spec', direction])))
      for (const [index, peer] of objectsOf(valueAt(rule, [side])))
        yield* inBlock(valueAt(peer, ['ipBlock']), ['spec', direction, at, side, index, 'ipBlock']);
}

function* inBlock(
  block: Parameters<typeof valueAt>[0],
  path: readonly (string | number)[],
): Iterable<Violation> {
  if (block === undefined) return;
  const cidr = valueAt(block, ['cidr']);
  if (typeof cidr !== 'string' || !isCidr(cidr))
    yield {
      message: `${JSON.stringify(cidr)} is no CIDR`,
      identity: 'cidr',
      field: [...path, 'cidr'],
    };
  else
    for (const [at, one] of listOf(valueAt(block, ['except'])).entries())
      if (typeof one !== 'string' || !isWithin(one, cidr))
        yield {
          message: `${JSON.stringify(one)} is not inside ${cidr}`,
          field: [...path, 'except', at],
        };
}
