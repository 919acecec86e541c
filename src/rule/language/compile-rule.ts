import { fitsStars } from '#kit/star-pattern.ts';
import { quote } from '#kit/text.ts';
import type { Expression, RuleDefinition } from '../ast.ts';
import type { FieldSource } from '../fields/fields.ts';
import type { ConditionChecker } from './condition-checker.ts';
import { type Diagnostics, RuleFault } from './diagnostics.ts';
import type { RuleEntry } from './entries.ts';
import { eventTypesOf } from './event-types-of.ts';
import { exceptionCondition } from './exception-condition.ts';
import { extensionKeys, readExtensions } from './extensions.ts';
import type { LoadOptions, RuleSelection } from './rule-options.ts';
import { settleOutput } from './settle-output.ts';

/** What compiling rules needs of all files. */
export interface CompileContext {
  readonly checker: ConditionChecker;
  readonly options: LoadOptions;
  readonly diagnostics: Diagnostics;
}

const sources: readonly string[] = ['syscall', 'k8s_audit'] satisfies FieldSource[];
/** More types of events than this make a rule slow. */
const manyTypes = 100;

/** Makes a rule of what the files say; `undefined` for one that is left out, which a diagnostic tells. */
export function compileRule(entry: RuleEntry, context: CompileContext): RuleDefinition | undefined {
  const item = `rule "${entry.name}"`;
  if (!isSource(entry.source)) {
    const message = `the source ${quote(entry.source)} is not known; the rule is left out`;
    context.diagnostics.warn({ code: 'unknown-source', message, item }, entry.place);
    return undefined;
  }
  const known = { entry, item, source: entry.source, context };
  return context.diagnostics.attempt(entry.place, () => {
    try {
      return define(known);
    } catch (error) {
      if (!isSkipped(error, entry)) throw error;
      context.diagnostics.add({ ...error.diagnostic, level: 'warning' });
      return undefined;
    }
  });
}

/** `skip-if-unknown-filter`: what this version does not know leaves the rule out. */
function isSkipped(error: unknown, entry: RuleEntry): error is RuleFault {
  if (!(error instanceof RuleFault) || !entry.skipUnknown) return false;
  return ['unknown-field', 'event-type'].includes(error.diagnostic.code);
}

function isSource(source: string): source is FieldSource {
  return sources.includes(source);
}

interface Known {
  readonly entry: RuleEntry;
  readonly item: string;
  readonly source: FieldSource;
  readonly context: CompileContext;
}

function define(known: Known): RuleDefinition {
  const { entry, source } = known;
  const { id, ...extensions } = settleExtensions(known);
  const steps = extensions.sequence?.after.map((step) => step.as) ?? [];
  const condition = settleCondition(known, steps);
  const eventTypes = source === 'syscall' ? eventTypesOf(condition) : undefined;
  warnManyTypes(known, eventTypes);
  return {
    name: entry.name,
    index: entry.index,
    ...(id !== undefined && { id }),
    source,
    description: entry.description.trim(),
    condition,
    conditionText: entry.text.text.trim(),
    ...settleOutput(entry, source, known.context),
    priority: entry.priority,
    tags: [...entry.tags].sort(),
    enabled: isEnabled(entry, known.context.options),
    place: { file: entry.place.file, line: entry.place.line },
    eventTypes,
    extensions: {
      ...extensions,
      ...(entry.capture !== undefined && { capture: entry.capture }),
      ...(entry.captureDurationMs !== undefined && { captureDurationMs: entry.captureDurationMs }),
    },
  };
}

function settleExtensions({ entry, source, item, context }: Known) {
  const { checker, diagnostics, options } = context;
  const reader = entry.item;
  if (options.falcoStrict === true)
    for (const key of extensionKeys)
      if (reader.has(key))
        diagnostics.warn(
          { code: 'falco-strict', message: `Falco ignores the key ${quote(key)}`, item },
          reader.placeOfKey(key),
        );
  const id = reader.text('id');
  const found = readExtensions(reader, {
    diagnostics,
    condition: (text, steps) => checker.condition(text, { source, item, steps }),
    checkOperand: (operand, text) => checker.checkOperand(operand, text, { source, item }),
  });
  return { ...found, ...(id !== undefined && { id }) };
}

/** The condition, and what its exceptions leave of it. */
function settleCondition(
  { entry, source, item, context }: Known,
  steps: readonly string[],
): Expression {
  const { checker } = context;
  const condition = checker.condition(entry.text, { source, item, steps });
  const exceptions = entry.exceptions.flatMap((exception): Expression[] => {
    const excluded = exceptionCondition(exception, item);
    const settled = checker.exception(excluded, exception, { source, item });
    return settled === undefined ? [] : [{ kind: 'not', item: settled, at: 0 }];
  });
  if (exceptions.length === 0) return condition;
  return { kind: 'and', items: [condition, ...exceptions], at: 0 };
}

function warnManyTypes(
  { entry, item, source, context }: Known,
  types: ReadonlySet<string> | undefined,
): void {
  if (source !== 'syscall' || !entry.warnEventTypes) return;
  if (types !== undefined && types.size <= manyTypes) return;
  const message =
    'the condition names no type of event, or too many of them (evt.type), which costs time';
  context.diagnostics.warn({ code: 'many-event-types', message, item }, entry.place);
}

function isEnabled(entry: RuleEntry, options: LoadOptions): boolean {
  let enabled = entry.enabled;
  for (const selection of options.selections ?? [])
    if (selects(selection, entry)) enabled = selection.action === 'enable';
  return enabled;
}

function selects({ rule, tag }: RuleSelection, entry: RuleEntry): boolean {
  return (
    (rule === undefined || fitsStars(rule, entry.name)) &&
    (tag === undefined || entry.tags.has(tag))
  );
}
