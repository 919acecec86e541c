import { formatFieldPath } from '#kube/field-path.ts';
import type { ExplainedExpression, PolicyExplanation } from '#model/policy-result.ts';
import { nameOfPolicy } from './apply.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { Expression } from './expression.ts';
import { expressionsOf } from './lint.ts';
import type { PolicySet } from './load.ts';

/** Explains every policy of a set, and what auto-gen makes of it. */
export function explainPolicies(set: PolicySet): readonly PolicyExplanation[] {
  return set.compiled.map((compiled) => {
    const { object } = compiled.policy;
    const bindings = set.bindings.filter(
      (one) => one.policyName === object.name && one.object.kind === `${object.kind}Binding`,
    );
    return {
      policy: nameOfPolicy(compiled, undefined),
      matches: matchesOf(compiled),
      expressions: expressionsOf(compiled).map(explained),
      bindings: bindings.map(({ name }) => name),
    };
  });
}

function matchesOf({ match }: CompiledPolicy): readonly string[] {
  if (match === undefined) return [];
  if (match.type === 'constraint')
    return match.kinds.map(
      ({ groups, kinds }) =>
        `${kinds.join(', ')} (${groups.map((one) => (one === '' ? 'core' : one)).join(', ')})`,
    );
  if (match.type === 'rule')
    return match.include.filters.map(({ kinds }) =>
      kinds
        .map(({ kind, subresource }) => (subresource === '' ? kind : `${kind}/${subresource}`))
        .join(', '),
    );
  return match.rules.map(({ operations, resources, groups, versions }) => {
    const group = groups.map((one) => (one === '' ? 'core' : one)).join(', ');
    return `${operations.join(', ')} of ${resources.join(', ')} (${group}, ${versions.join(', ')})`;
  });
}

function explained({ source, program }: Expression): ExplainedExpression {
  return {
    field: formatFieldPath(source.field),
    text: source.text,
    reads: program.readings.map(({ variable, path }) => [variable, ...path].join('.')),
  };
}
