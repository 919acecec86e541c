import { type Comparison, comparisonOf, lowered, quoted } from './pattern.ts';
import { toPosix } from './posix-expression.ts';
import type { TargetField } from './sigma-field.ts';
import { allOf, anyOf, not, type Term } from './term.ts';
import { unsupported } from './unsupported.ts';

/** A field of a selection with what stands behind its name: `CommandLine|contains|all`. */
export interface FieldTest {
  readonly field: TargetField;
  readonly modifiers: readonly string[];
  readonly values: readonly unknown[];
}

const shapes = ['contains', 'startswith', 'endswith'] as const;
const known = new Set<string>([
  ...shapes,
  'all',
  'cased',
  're',
  'i',
  'cidr',
  'exists',
  'base64',
  'base64offset',
  'windash',
  'neq',
  'gt',
  'gte',
  'lt',
  'lte',
]);

/** The condition of one field. Throws for modifiers and values that cannot be said. */
export function matchField(test: FieldTest): Term {
  for (const modifier of test.modifiers)
    if (!known.has(modifier)) throw unsupported(`the modifier "${modifier}" is not known here`);
  const terms = test.field.names.map((name) => matchName(name, test));
  const found = anyOf(terms);
  return test.modifiers.includes('neq') ? not(found) : found;
}

function matchName(name: string, test: FieldTest): Term {
  const { modifiers, values, field } = test;
  if (modifiers.includes('exists')) return existence(name, values);
  if (modifiers.includes('cidr')) return networks(name, values);
  if (modifiers.includes('re')) return expressions(name, test);
  const order = orders.find(([modifier]) => modifiers.includes(modifier));
  if (order !== undefined)
    return anyOf(values.map((value) => ({ text: `${name} ${order[1]} ${integerOf(value)}` })));
  if (field.kind === 'text') return texts(name, test);
  return field.kind === 'names' ? names(name, test) : numbers(name, values);
}

const orders = [
  ['gte', '>='],
  ['gt', '>'],
  ['lte', '<='],
  ['lt', '<'],
] as const;

function existence(name: string, values: readonly unknown[]): Term {
  return values[0] === false ? { text: `not ${name} exists` } : { text: `${name} exists` };
}

/** Networks have fields of their own: `fd.snet` for `fd.sip`. */
function networks(name: string, values: readonly unknown[]): Term {
  if (!/^fd\.[cs]ip$/.test(name)) throw unsupported(`no network is compared with ${name}`);
  const list = values.map((value) => quoted(String(value))).join(', ');
  return { text: `${name.replace('ip', 'net')} in (${list})` };
}

function numbers(name: string, values: readonly unknown[]): Term {
  const list = values.map((value) => quoted(String(value))).join(', ');
  return { text: `${name} in (${list})` };
}

function integerOf(value: unknown): string {
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  throw unsupported('a number is compared with something else');
}

/** Texts without case, unless `cased`. */
function texts(name: string, test: FieldTest): Term {
  const cased = test.modifiers.includes('cased');
  const all = test.modifiers.includes('all');
  const comparisons: Comparison[] = [];
  const others: Term[] = [];
  for (const value of expandedValues(test))
    if (value === null) others.push({ text: `not ${name} exists` });
    else comparisons.push(comparisonOf(value, shapeOf(test)));
  const combine = all ? allOf : anyOf;
  return combine([...grouped(name, comparisons, { cased, all, test }), ...others]);
}

function shapeOf({ modifiers }: FieldTest): 'equals' | (typeof shapes)[number] {
  return shapes.find((shape) => modifiers.includes(shape)) ?? 'equals';
}

interface GroupOptions {
  readonly cased: boolean;
  readonly all: boolean;
  readonly test: FieldTest;
}

/** One comparison for all values of one shape. */
function grouped(
  name: string,
  comparisons: readonly Comparison[],
  options: GroupOptions,
): readonly Term[] {
  const byShape = Map.groupBy(comparisons, ({ shape }) => shape);
  return [...byShape].map(([shape, members]): Term => {
    if (shape === 'anything') return { text: `${name} exists` };
    const [operator, left] = operatorOf(name, shape, members, options);
    const folds = !options.cased && shape !== 'contains' && shape !== 'glob';
    const values = [...new Set(members.map(({ text }) => quoted(folds ? lowered(text) : text)))];
    const [only = ''] = values;
    if (values.length === 1) return { text: `${left} ${operator} ${only}` };
    if (operator === '=' && !options.all) return { text: `${left} in (${values.join(', ')})` };
    const modifier = options.all ? 'allof' : 'anyof';
    return { text: `${left} ${operator} ${modifier} (${values.join(', ')})` };
  });
}

function operatorOf(
  name: string,
  shape: Exclude<Comparison['shape'], 'anything'>,
  members: readonly Comparison[],
  { cased, test }: GroupOptions,
): readonly [operator: string, left: string] {
  const isPath = members.some(({ text }) => text.includes('/'));
  const field = test.field.basename === true && !isPath ? `basename(${name})` : name;
  if (shape === 'contains') return [cased ? 'contains' : 'icontains', field];
  if (shape === 'glob') return [cased ? 'glob' : 'iglob', field];
  return [shape === 'equals' ? '=' : shape, cased ? field : `tolower(${field})`];
}

/** Values as texts; `null` for none. */
function expandedValues({ values, modifiers }: FieldTest): readonly (string | null)[] {
  return values.flatMap((value): readonly (string | null)[] => {
    if (value === null) return [null];
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      throw unsupported('a value is neither a text nor a number');
    const text = String(value);
    if (modifiers.includes('base64offset')) return offsetsOf(text);
    if (modifiers.includes('base64')) return [Buffer.from(text, 'utf8').toString('base64')];
    if (!modifiers.includes('windash')) return [text];
    return [text, text.replace(/(^|\s)-/g, '$1/')];
  });
}

/** The middle of the Base64 text, for each place that the value may have in a longer one. */
function offsetsOf(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset, 0x20), Buffer.from(text, 'utf8')]);
    const encoded = bytes.toString('base64').replaceAll('=', '');
    const skip = [0, 2, 3][offset] ?? 0;
    const cut = bytes.length % 3 === 0 ? encoded.length : encoded.length - 1;
    return encoded.slice(skip, cut);
  });
}

/** Names in a list, or one: the list is made one text with blanks around each. */
function names(name: string, test: FieldTest): Term {
  if (name !== 'fd.remote_names') return texts(name, test);
  const terms = expandedValues(test).map((value): Term => {
    if (value === null) return { text: `not ${name} exists` };
    const { shape, text } = comparisonOf(value, shapeOf(test));
    if (shape === 'glob') throw unsupported('a name has wildcards in the middle');
    if (shape === 'anything') return { text: `${name} exists` };
    const front = shape === 'equals' || shape === 'startswith' ? ' ' : '';
    const back = shape === 'equals' || shape === 'endswith' ? ' ' : '';
    const joined = `concat(" ", join(" ", ${name}), " ")`;
    return { text: `${joined} icontains ${quoted(`${front}${text}${back}`)}` };
  });
  return (test.modifiers.includes('all') ? allOf : anyOf)(terms);
}

/** Regular expressions of Sigma match a part of the value; ours match all of it, in POSIX syntax. */
function expressions(name: string, { values, modifiers }: FieldTest): Term {
  const folds = modifiers.includes('i');
  const terms = values.map((value): Term => {
    if (typeof value !== 'string') throw unsupported('a regular expression is not a text');
    const pattern = toPosix(value);
    if (folds && /[a-zA-Z]/.test(pattern.replace(/\[:[a-z]+:\]/g, '')))
      return { text: `tolower(${name}) regex ${quoted(wrapped(lowered(pattern)))}` };
    return { text: `${name} regex ${quoted(wrapped(pattern))}` };
  });
  return (modifiers.includes('all') ? allOf : anyOf)(terms);
}

function wrapped(pattern: string): string {
  return `(.|\n)*(${pattern})(.|\n)*`;
}
