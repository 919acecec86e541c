import type { Known } from './fold.ts';
import type { Leaf } from './node.ts';
import { isInEventTable, isSystemCall, parametersOf } from './readers/event-parameters.ts';
import { openTypes } from './readers/open-fields.ts';
import { matches } from './test.ts';
import type { FieldValue } from './value.ts';

/**
 * What every event of `type` has in common: its type, no arguments but those of the table of events, and outside of opens the
 * value false for `evt.is_open_*`. `evt.num` counts from 1, so that `evt.num=0` stands for never.
 */
export function knownOfType(type: string): Known {
  return (leaf) => {
    const field = plainField(leaf);
    if (field === undefined) return undefined;
    if (field.startsWith('evt.is_open_'))
      return hasFlags(field, type) ? undefined : answer(leaf, false);
    if (field.startsWith('evt.arg.')) return hasArgument(field, type) ? undefined : false;
    return known.get(field)?.(leaf, type);
  };
}

const known: ReadonlyMap<string, (leaf: Leaf, type: string) => boolean | undefined> = new Map<
  string,
  (leaf: Leaf, type: string) => boolean | undefined
>([
  ['evt.type', answer],
  ['syscall.type', (leaf, type) => (isSystemCall(type) ? answer(leaf, type) : false)],
  ['evt.num', (leaf) => (isEquality(leaf) && answer(leaf, 0) === true ? false : undefined)],
]);

function hasFlags(field: string, type: string): boolean {
  return openTypes.has(type) || (field === 'evt.is_open_exec' && type === 'creat');
}

function hasArgument(field: string, type: string): boolean {
  const name = field.slice('evt.arg.'.length);
  return !isInEventTable(type) || parametersOf(type).some((parameter) => parameter.name === name);
}

/** Name of the field of a check that compares it, as it is, with constants. */
export function plainField({ check, test }: Leaf): string | undefined {
  return test !== undefined && check.operand.kind === 'field' ? check.operand.name : undefined;
}

/** What a check says of a value. */
export function answer({ test }: Leaf, value: FieldValue): boolean | undefined {
  return test === undefined ? undefined : matches(test, value);
}

function isEquality({ check }: Leaf): boolean {
  return check.operator === '=';
}
