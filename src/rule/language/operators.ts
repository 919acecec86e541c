import type { FieldType, Operator } from '../ast.ts';

const equality: readonly Operator[] = ['=', '!=', 'in', 'intersects'];
const order: readonly Operator[] = ['<', '<=', '>', '>='];
const numbers = new Set<Operator>([...equality, ...order]);
const few = new Set<Operator>(equality);
const texts = new Set<Operator>([
  ...equality,
  ...order,
  'contains',
  'icontains',
  'startswith',
  'endswith',
  'glob',
  'iglob',
  'regex',
  'pmatch',
]);
const buffers = new Set<Operator>([
  ...equality,
  'contains',
  'startswith',
  'endswith',
  'bcontains',
  'bstartswith',
]);
const sets = new Set<Operator>(['in', 'intersects']);

const operatorsByType: Readonly<Record<FieldType, ReadonlySet<Operator>>> = {
  string: texts,
  path: texts,
  integer: numbers,
  unsigned: numbers,
  double: numbers,
  time: numbers,
  reltime: numbers,
  port: numbers,
  bool: few,
  ip: few,
  net: few,
  bytes: buffers,
  'string-list': sets,
  'unsigned-list': sets,
  'bool-list': sets,
  'time-list': sets,
  'ip-list': sets,
};

const words: Readonly<Record<FieldType, string>> = {
  string: 'a text',
  path: 'a path',
  integer: 'a number',
  unsigned: 'a number',
  double: 'a number',
  time: 'a time',
  reltime: 'a duration',
  port: 'a port',
  bool: 'true or false',
  ip: 'an IP address',
  net: 'a network',
  bytes: 'a buffer',
  'string-list': 'a list of texts',
  'unsigned-list': 'a list of numbers',
  'bool-list': 'a list of true and false',
  'time-list': 'a list of times',
  'ip-list': 'a list of IP addresses',
};

/** Operators that fit a type, beside `exists`. */
export function operatorsOf(type: FieldType): ReadonlySet<Operator> {
  return operatorsByType[type];
}

/** The type in a person's words: `a list of texts`. */
export function wordOf(type: FieldType): string {
  return words[type];
}
