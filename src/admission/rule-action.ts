import { fieldOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import { readSelector } from '#kube/selector.ts';
import type { Json } from '#model/json-value.ts';
import type { Policy } from './policy.ts';
import type { Request } from './request.ts';
import { selectsWild } from './rule-match.ts';
import { matchesWildcard } from './wildcard.ts';

/**
 * What a failure of a rule of Kyverno means for an object: the overrides of the rule for its namespace, what the rule says, the
 * overrides of the policy, what the policy says; `Audit` when none of them says anything.
 */
export function ruleActions({ object, body }: Policy, request: Request): readonly string[] {
  const spec = fieldOf(object.body, 'spec');
  // Such a policy is for reports about what is there alone.
  if (fieldOf(spec, 'admission') === false) return ['Audit'];
  const validate = fieldOf(body, 'validate');
  const said =
    overrideFor(fieldOf(validate, 'failureActionOverrides'), request) ??
    textOf(fieldOf(validate, 'failureAction')) ??
    overrideFor(fieldOf(spec, 'validationFailureActionOverrides'), request) ??
    textOf(fieldOf(spec, 'validationFailureAction'));
  return [said?.toLowerCase() === 'enforce' ? 'Deny' : 'Audit'];
}

function overrideFor(overrides: Json | undefined, request: Request): string | undefined {
  const found = objectsOf(overrides).find(([, one]) => isFor(one, request));
  return textOf(fieldOf(found?.[1], 'action'));
}

function isFor(override: Json, { namespace, namespaceLabels = new Map() }: Request): boolean {
  if (!/^(?:audit|enforce)$/i.test(textOf(fieldOf(override, 'action')) ?? '')) return false;
  const namespaces = textsOf(fieldOf(override, 'namespaces'));
  const selector = readSelector(fieldOf(override, 'namespaceSelector'));
  const isNamed =
    namespaces.length === 0 || namespaces.some((one) => matchesWildcard(one, namespace));
  return isNamed && (selector === undefined || selectsWild(selector, namespaceLabels));
}
