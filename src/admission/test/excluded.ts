import type { PolicySet } from '../load.ts';
import type { MatchResources } from '../policy.ts';

/**
 * Whether Kyverno's command line answers for an object that a policy is not about. It does (the object is excluded, which is as
 * expected whatever was expected), but for its policies in CEL that have nothing but one rule: those say nothing at all.
 */
export function answersWhenUnmatched({ compiled }: PolicySet, policy: string): boolean {
  const named = compiled.filter((one) => one.policy.object.name === policy);
  return named.some(({ policy: { flavour, action }, match }) => {
    const isQuiet = flavour === 'kyverno' && (action === 'validate' || action === 'mutate');
    return !isQuiet || match?.type !== 'resources' || !isPlain(match);
  });
}

function isPlain({ namespaceSelector, objectSelector, excluded, rules }: MatchResources): boolean {
  const selectors = [namespaceSelector, objectSelector];
  const [rule] = rules;
  return (
    selectors.every((one) => one === undefined || one.requirements.length === 0) &&
    excluded.length === 0 &&
    rules.length === 1 &&
    rule?.names.length === 0
  );
}
