import { expect, test } from 'vitest';
import { allEventTypes } from '../fields/event-types.ts';
import { eventTypesOf } from './event-types-of.ts';
import { parseCondition } from './parse-condition.ts';

function typesOf(text: string): readonly string[] | undefined {
  const types = eventTypesOf(parseCondition(text));
  return types === undefined ? undefined : [...types].sort();
}

const some = [
  ['evt.type = open', ['open']],
  ['syscall.type = open', ['open']],
  ['evt.type in (open, openat)', ['open', 'openat']],
  ['evt.type = open or evt.type = creat', ['creat', 'open']],
  ['evt.type in (open, creat) and evt.type != creat', ['open']],
  ['evt.type = open and proc.name = x', ['open']],
  ['evt.type = open and not proc.name = x', ['open']],
  ['evt.type = open and not (proc.name = x or fd.name = y)', ['open']],
  ['not (evt.type != open or proc.name = x)', ['open']],
  ['evt.type = open and evt.type = close', []],
  ['not evt.type exists', []],
  ['evt.num = 0', []],
  ['evt.num in (0)', []],
  ['evt.num < 1', []],
  ['evt.num <= 0', []],
  ['not evt.num >= 1', []],
  ['evt.type = open and evt.num = 0', []],
  ['evt.type = open and not evt.num = 0', ['open']],
  ['evt.type = open or evt.num = 0', ['open']],
] as const;
test.for(some)('%s holds for %j', ([text, types]) => {
  expect(typesOf(text)).toEqual(types);
});

const any = [
  'proc.name = x',
  'not proc.name = x',
  'evt.type = open or proc.name = x',
  'evt.type exists',
  'evt.num > 0',
  'evt.num = 5',
  'tolower(evt.type) = open',
  'evt.type contains open',
  'evt.type = anyof (open)',
  'some_macro',
  'not (evt.type = open and proc.name = x)',
];
test.for(any)('%s may hold for any event', (text) => {
  expect(typesOf(text)).toBeUndefined();
});

test('all but one are all that are known, but one', () => {
  expect(typesOf('not evt.type = open')).toHaveLength(allEventTypes().size - 1);
  expect(typesOf('evt.type != open and evt.type != close')).toHaveLength(allEventTypes().size - 2);
});
