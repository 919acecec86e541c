import type { FieldFacts, FieldType } from '../ast.ts';
import { auditFields } from './audit-fields.ts';
import { containerFields } from './container-fields.ts';
import { descriptorFields } from './descriptor-fields.ts';
import { anyEventFields, eventFields } from './event-fields.ts';
import { argumentNames } from './event-table-names.ts';
import { allEventTypes } from './event-types.ts';
import type { FieldRow } from './field-row.ts';
import { ownFields } from './own-fields.ts';
import { processFields } from './process-fields.ts';

/** Where events come from; each has its own fields. */
export type FieldSource = 'syscall' | 'k8s_audit';

const all: readonly FieldFacts[] = [
  ...anyEventFields.map((row) => toFacts(row, 'any')),
  ...[...eventFields, ...descriptorFields, ...processFields, ...containerFields, ...ownFields].map(
    (row) => toFacts(row, 'syscall'),
  ),
  ...auditFields.map((row) => toFacts(row, 'k8s_audit')),
];
const byName: ReadonlyMap<string, FieldFacts> = new Map(all.map((facts) => [facts.name, facts]));

/** Parameters of the types of events that only we have. */
const ownArguments = [
  ['answers', 'string-list'],
  ['response', 'bool'],
  ['rcode', 'unsigned'],
  ['host', 'string'],
] as const;
const argumentTypes: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ...(Object.keys(argumentNames) as (keyof typeof argumentNames)[]).flatMap((type) =>
    argumentNames[type]
      .trim()
      .split(/\s+/)
      .map((name) => [name, type] as const),
  ),
  ...ownArguments,
]);

/** All fields of both sources, those with a name at the end (`evt.arg.NAME`) once. */
export function allFields(): readonly FieldFacts[] {
  return all;
}

/**
 * What is known of the field `name` (without its argument in brackets) where rules of `source` are concerned; `undefined` when that source
 * has no such field. `evt.arg.NAME`, `evt.rawarg.NAME`, `evt.type.is.TYPE` and `thread.cgroup.NAME` are fields of their own.
 */
export function fieldFacts(name: string, source: FieldSource): FieldFacts | undefined {
  const facts = byName.get(name) ?? namedFacts(name);
  return facts !== undefined && (facts.source === 'any' || facts.source === source)
    ? facts
    : undefined;
}

/** Whether only we have this field. */
export function isOwnField(name: string): boolean {
  return ownFields.some(([own]) => own === name);
}

/** Names of the parameters that `evt.arg.` may name. */
export function argumentNamesOfEvents(): readonly string[] {
  return [...argumentTypes.keys()];
}

const families = ['evt.arg', 'evt.rawarg', 'evt.type.is', 'thread.cgroup'] as const;

/** Facts of a field whose argument is part of its name. */
function namedFacts(name: string): FieldFacts | undefined {
  const family = families.find((one) => name.startsWith(`${one}.`));
  const facts = family === undefined ? undefined : byName.get(family);
  if (family === undefined || facts === undefined) return undefined;
  const type = typeOfNamed(family, name.slice(family.length + 1), facts);
  if (type === undefined) return undefined;
  const { argumentKind: _, ...rest } = facts;
  return { ...rest, name, type, argument: 'none' };
}

function typeOfNamed(
  family: (typeof families)[number],
  part: string,
  facts: FieldFacts,
): FieldType | undefined {
  if (family === 'thread.cgroup') return facts.type;
  if (family === 'evt.type.is') return allEventTypes().has(part) ? facts.type : undefined;
  const type = argumentTypes.get(part);
  return type !== undefined && family === 'evt.arg' ? facts.type : type;
}

function toFacts([name, type, flags, title]: FieldRow, source: FieldFacts['source']): FieldFacts {
  const argument = flags.includes('R') ? 'required' : 'none';
  return {
    name,
    type,
    source,
    title,
    argument: flags.includes('A') ? 'allowed' : argument,
    ...kindOf(flags),
    ...(flags.includes('F') && { filterOnly: true }),
    ...(flags.includes('L') && { leftOnly: true }),
    ...(flags.includes('E') && { spread: 'ends' as const }),
    ...(flags.includes('P') && { spread: 'ancestors' as const }),
    ...(flags.includes('D') && { deprecated: true }),
  };
}

function kindOf(flags: string): Pick<FieldFacts, 'argumentKind'> {
  const [index, key] = [flags.includes('i'), flags.includes('k')];
  if (index && key) return { argumentKind: 'either' };
  if (index) return { argumentKind: 'index' };
  return key ? { argumentKind: 'key' } : {};
}
