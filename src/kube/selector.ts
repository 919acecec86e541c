import type { Json } from '#model/json-value.ts';
import { fieldOf, isObject, objectsOf, textMapOf, textOf, textsOf } from './json.ts';

/** A label selector: all requirements hold. Without any it selects everything. */
export interface Selector {
  readonly requirements: readonly Requirement[];
}
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/**
 * Reads `matchLabels` and `matchExpressions` (apimachinery, LabelSelector). `undefined` for what is no object: whether an absent
 * selector means all or nothing depends on the place. Unknown operators select nothing, as the API server refuses them.
 */
export function readSelector(value: Json | undefined): Selector | undefined {
  if (!isObject(value)) return undefined;
  const labels = [...textMapOf(fieldOf(value, 'matchLabels'))].map(
    ([key, text]) => ({ key, operator: 'In', values: [text] }) as const,
  );
  const expressions = objectsOf(fieldOf(value, 'matchExpressions')).map(([, item]) =>
    requirementOf(item),
  );
  return { requirements: [...labels, ...expressions] };
}

/** A map of labels that must all be there, as in `Service.spec.selector`. */
export function selectorOfLabels(labels: ReadonlyMap<string, string>): Selector {
  return {
    requirements: [...labels].map(([key, text]) => ({ key, operator: 'In', values: [text] })),
  };
}

/** `NotIn` and `DoesNotExist` hold for labels that are not there. */
export function selects({ requirements }: Selector, labels: ReadonlyMap<string, string>): boolean {
  return requirements.every((requirement) => holds(requirement, labels));
}

function holds(
  { key, operator, values }: Requirement,
  labels: ReadonlyMap<string, string>,
): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function requirementOf(item: Json): Requirement {
  const operator = textOf(fieldOf(item, 'operator')) ?? '';
  const key = textOf(fieldOf(item, 'key')) ?? '';
  const values = textsOf(fieldOf(item, 'values'));
  if (operator === 'NotIn' || operator === 'Exists' || operator === 'DoesNotExist')
    return { key, operator, values };
  return { key, operator: 'In', values: operator === 'In' ? values : [] };
}
