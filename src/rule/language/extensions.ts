import { quote } from '#kit/text.ts';
import { profileDimensions } from '#model/profile.ts';
import type { YamlScalar } from '#yaml/node.ts';
import { resolve } from '#yaml/read.ts';
import type { Expression, Operand, RuleExtensions } from '../ast.ts';
import { ConditionReader } from './condition-reader.ts';
import { type Diagnostics, faultOf } from './diagnostics.ts';
import { tryParseDuration } from './duration.ts';
import { ItemReader } from './item-reader.ts';
import { tryParseOperand } from './parse-operand.ts';
import { RuleText } from './rule-text.ts';
import { suggested } from './suggest.ts';

/** Keys of our own in a rule; Falco warns of them and goes on. */
export const extensionKeys = [
  'id',
  'sequence',
  'threshold',
  'novelty',
  'unless_learnt',
  'response',
  'simulate',
  'risk',
  'explanation',
  'false_positives',
];

/** What reading the extensions of a rule needs of the loader. */
export interface ExtensionContext {
  readonly diagnostics: Diagnostics;
  /** A condition with lists, macros and types settled; `steps` are the names of earlier steps that its right sides may use. */
  readonly condition: (text: RuleText, steps: readonly string[]) => Expression;
  /** Throws when the field is not known. */
  readonly checkOperand: (operand: Operand, text: RuleText) => void;
}

type Sequence = NonNullable<RuleExtensions['sequence']>;
const scopes = ['process', 'process.tree', 'container', 'pod', 'user'] as const;
const maxSteps = 16;
const maxCount = 1_000_000;

/** Reads our own keys of a rule. Throws `RuleFault`. */
export function readExtensions(reader: ItemReader, context: ExtensionContext): RuleExtensions {
  const simulate = reader.flag('simulate');
  return {
    ...optional('sequence', readSequence(reader, context)),
    ...optional('threshold', readThreshold(reader, context)),
    ...optional('novelty', readDimension(reader, 'novelty')),
    ...optional('unlessLearnt', readDimension(reader, 'unless_learnt')),
    ...optional('response', readTexts(reader, 'response')),
    ...optional('simulate', simulate),
    ...optional('risk', readNumber(reader, 'risk', 0, 100)),
    ...optional('explanation', reader.text('explanation')?.trim()),
    ...optional('falsePositives', readTexts(reader, 'false_positives')?.join('; ')),
  };
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [_ in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [_ in Key]?: Value };
}

function inner(reader: ItemReader, key: string): ItemReader | undefined {
  const node = reader.value(key);
  if (node === undefined) return undefined;
  if (node.kind !== 'map') throw reader.fault(`the value of ${quote(key)} is not a map`, node);
  return new ItemReader(reader.file, node, reader.name);
}

function readSequence(rule: ItemReader, context: ExtensionContext): Sequence | undefined {
  const reader = inner(rule, 'sequence');
  if (reader === undefined) return undefined;
  reader.warnUnknown(['by', 'within', 'after', 'unless'], context.diagnostics);
  const after = readSteps(reader, context);
  const names = after.map((step) => step.as);
  return {
    by: readScope(reader, context),
    withinMs: readDuration(reader, 'within'),
    after,
    ...(reader.has('unless') && { unless: context.condition(reader.ruleText('unless'), names) }),
  };
}

function readSteps(reader: ItemReader, context: ExtensionContext): Sequence['after'] {
  const nodes = reader.items('after');
  if (nodes.length === 0 || nodes.length > maxSteps)
    throw reader.fault(
      `"after" has from 1 to ${maxSteps} steps`,
      reader.value('after'),
      'extension',
    );
  const names: string[] = [];
  return nodes.map((node) => {
    if (resolve(node)?.kind !== 'map') throw reader.fault('a step is not a map', node, 'extension');
    const step = new ItemReader(reader.file, node, reader.name);
    step.warnUnknown(['as', 'condition'], context.diagnostics);
    const as = step.required('as');
    if (!/^[a-zA-Z][a-zA-Z0-9_]{0,63}$/.test(as.text) || names.includes(as.text))
      throw reader.fault(`${quote(as.text)} is no name, or another step has it`, as, 'extension');
    const condition = context.condition(step.ruleText('condition'), [...names]);
    names.push(as.text);
    return { as: as.text, condition };
  });
}

function readScope(reader: ItemReader, context: ExtensionContext): Sequence['by'] {
  const node = reader.value('by');
  if (node?.kind !== 'scalar') return readFields(reader, 'by', context);
  const scope = scopes.find((one) => one === node.text);
  return scope ?? readFields(reader, 'by', context);
}

function readThreshold(
  rule: ItemReader,
  context: ExtensionContext,
): RuleExtensions['threshold'] | undefined {
  const reader = inner(rule, 'threshold');
  if (reader === undefined) return undefined;
  reader.warnUnknown(['count', 'by', 'within', 'distinct'], context.diagnostics);
  const count = readNumber(reader, 'count', 1, maxCount);
  if (count === undefined) throw reader.fault('"count" is missing', reader.node, 'missing-key');
  const distinct = reader.scalar('distinct');
  return {
    count,
    by: reader.has('by') ? readFields(reader, 'by', context) : [],
    withinMs: readDuration(reader, 'within'),
    ...(distinct !== undefined && { distinct: readField(reader, distinct, context) }),
  };
}

/** `profile.exec = new`, or `exec`. */
/** `profile.exec = new` or the dimension alone. */
function readDimension(
  reader: ItemReader,
  key: 'novelty' | 'unless_learnt',
): RuleExtensions['novelty'] | undefined {
  const scalar = reader.scalar(key);
  if (scalar === undefined) return undefined;
  const match = /^(?:profile\.)?([a-z_]{1,32})(?:\s*=\s*new)?$/.exec(scalar.text.trim());
  const dimension = profileDimensions.find((one) => one === match?.[1]);
  if (dimension !== undefined) return { dimension };
  throw reader.fault(
    `${quote(scalar.text)} is no dimension of profiles: write "profile.exec = new"`,
    scalar,
    'extension',
    suggested(match?.[1] ?? '', profileDimensions),
  );
}

function readTexts(reader: ItemReader, key: string): readonly string[] | undefined {
  const value = reader.value(key);
  if (value === undefined) return undefined;
  if (value.kind === 'scalar') return [reader.required(key).text.trim()];
  return reader.scalars(key).map(({ text }) => text.trim());
}

function readFields(
  reader: ItemReader,
  key: string,
  context: ExtensionContext,
): readonly Operand[] {
  const single = reader.value(key)?.kind === 'scalar';
  const scalars = single ? [reader.required(key)] : reader.scalars(key);
  if (scalars.length === 0 || scalars.length > maxSteps)
    throw reader.fault(`${quote(key)} has from 1 to ${maxSteps} fields`, reader.value(key));
  return scalars.map((scalar) => readField(reader, scalar, context));
}

function readField(reader: ItemReader, scalar: YamlScalar, context: ExtensionContext): Operand {
  const text = new RuleText(reader.file, scalar);
  const parser = new ConditionReader(scalar.text.trim(), 100);
  try {
    const operand = tryParseOperand(parser);
    if (operand !== undefined && parser.atEnd) {
      context.checkOperand(operand, text);
      return operand;
    }
  } catch (error) {
    throw faultOf(error, text, reader.name ?? '');
  }
  throw reader.fault(`${quote(scalar.text)} is no field`, scalar, 'extension');
}

function readDuration(reader: ItemReader, key: string): number {
  const scalar = reader.required(key);
  const duration = tryParseDuration(scalar.text);
  if (duration !== undefined) return duration;
  throw reader.fault(
    `${quote(scalar.text)} is no duration like 60s, 5m or 1h`,
    scalar,
    'extension',
  );
}

function readNumber(
  reader: ItemReader,
  key: string,
  least: number,
  most: number,
): number | undefined {
  const scalar: YamlScalar | undefined = reader.scalar(key);
  if (scalar === undefined) return undefined;
  const number = /^\d{1,9}$/.test(scalar.text) ? Number(scalar.text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw reader.fault(`${quote(key)} is not a number from ${least} to ${most}`, scalar, 'extension');
}
