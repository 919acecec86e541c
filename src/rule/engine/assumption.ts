import type { Known } from './fold.ts';
import type { Leaf } from './node.ts';
import { answer, plainField } from './specialise.ts';
import type { Test } from './test.ts';
import type { Scalar } from './value.ts';

const results: ReadonlySet<string> = new Set([
  'evt.res',
  'evt.rawres',
  'evt.failed',
  'evt.arg.res',
  'evt.rawarg.res',
  'evt.arg.fd',
  'evt.rawarg.fd',
  'evt.count.error',
  'fd.num',
]);

/** Whether a check speaks of how a call ended. */
export function mentionsResult({ check }: Leaf): boolean {
  return check.operand.kind === 'field' && results.has(check.operand.name);
}

/** What is known of opens with these rights. */
export function withAccess(read: boolean, write: boolean): Known {
  return (leaf) => {
    const field = plainField(leaf);
    if (field === 'evt.is_open_read') return answer(leaf, read);
    return field === 'evt.is_open_write' ? answer(leaf, write) : undefined;
  };
}

/** What is known of events of the host: it is no container. */
export function onHost(leaf: Leaf): boolean | undefined {
  const field = plainField(leaf);
  if (field === undefined) return undefined;
  if (hostFields.has(field)) return answer(leaf, 'host');
  return field.startsWith('container.') || field.startsWith('k8s.') ? false : undefined;
}
const hostFields: ReadonlySet<string> = new Set([
  'container.id',
  'container.full_id',
  'container.name',
  'container.type',
]);

/** What is known of a call that failed. */
export function afterFailure(type: string): Known {
  return (leaf) => {
    const field = plainField(leaf);
    if (field === undefined || leaf.test === undefined) return undefined;
    if (field === 'evt.failed') return answer(leaf, true);
    if (field === 'evt.res') return onlyThese(leaf.test, harmless(type)) ? false : undefined;
    if (field === 'evt.rawres' || field === 'evt.rawarg.res') return belowZero(leaf.test);
    return field === 'fd.num' ? answer(leaf, -1) : undefined;
  };
}

/** Results that are no failure. */
function harmless(type: string): ReadonlySet<unknown> {
  return new Set(type === 'connect' ? ['SUCCESS', 'EINPROGRESS'] : ['SUCCESS']);
}

function onlyThese(test: Test, allowed: ReadonlySet<unknown>): boolean {
  return (
    test.kind === 'equal' && !test.negated && [...test.values].every((one) => allowed.has(one))
  );
}

/** What a comparison says of every number below zero; undefined when it depends. */
function belowZero(test: Test): boolean | undefined {
  if (test.kind === 'order') {
    if (!isPositive(test.value)) return undefined;
    return test.operator === '<' || test.operator === '<=';
  }
  if (test.kind !== 'equal') return undefined;
  return [...test.values].every(isPositive) ? test.negated : undefined;
}

function isPositive(value: Scalar): boolean {
  return (typeof value === 'number' || typeof value === 'bigint') && value >= 0;
}
