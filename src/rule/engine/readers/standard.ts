import type { FieldOperand } from '../../ast.ts';
import { type FieldSource, fieldFacts } from '../../fields/fields.ts';
import type { ReaderOf } from '../operand.ts';
import { type Environment, type FieldReader, isListType } from '../value.ts';
import { auditFields } from './audit-fields.ts';
import { callFields } from './call-fields.ts';
import { containerFields } from './container-fields.ts';
import { descriptorFields } from './descriptor-fields.ts';
import { anyEventFields } from './event-fields.ts';
import { absent, type FieldMaker } from './maker.ts';
import { openFields } from './open-fields.ts';
import { pathFields } from './path-fields.ts';
import { processFields } from './process-fields.ts';
import { userFields } from './user-fields.ts';

/** Fields whose argument is part of their name. */
const families = ['evt.arg', 'evt.rawarg', 'evt.type.is', 'thread.cgroup'] as const;

/** Readers of all fields that rules of `source` may name. A field that no event here has gives no value. */
export function standardReaders(source: FieldSource, environment: Environment): ReaderOf {
  const makers = makersOf(source);
  const known = new Map<string, FieldReader>();
  return (field) => {
    const key = field.argument === undefined ? field.name : `${field.name}[${field.argument}]`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const reader = makeReader(field, source, makers, environment);
    if (reader !== undefined) known.set(key, reader);
    return reader;
  };
}

function makersOf(source: FieldSource): ReadonlyMap<string, FieldMaker> {
  const fields =
    source === 'k8s_audit'
      ? [anyEventFields, auditFields]
      : [
          anyEventFields,
          callFields,
          openFields,
          descriptorFields,
          pathFields,
          processFields(),
          userFields,
          containerFields,
        ];
  return new Map(fields.flatMap((each) => Object.entries(each)));
}

function makeReader(
  field: FieldOperand,
  source: FieldSource,
  makers: ReadonlyMap<string, FieldMaker>,
  environment: Environment,
): FieldReader | undefined {
  const facts = fieldFacts(field.name, source);
  if (facts === undefined) return undefined;
  const made = make(field, makers, environment);
  const isWhole = field.argument === undefined;
  const { type } = facts;
  return {
    ...made,
    type,
    isScalar: !isListType(type) && facts.spread === undefined && !resolved.test(field.name),
    ...(facts.spread !== undefined && isWhole && { spread: facts.spread }),
  };
}

function make(
  field: FieldOperand,
  makers: ReadonlyMap<string, FieldMaker>,
  environment: Environment,
): ReturnType<FieldMaker> {
  const own = makers.get(field.name);
  if (own !== undefined) return own(field.argument, environment);
  const family = families.find((one) => field.name.startsWith(`${one}.`));
  const maker = family === undefined ? undefined : makers.get(family);
  return (maker ?? absent())(field.name.slice((family?.length ?? 0) + 1), environment);
}

/** One address may have several names. */
const resolved = /^fd\..ip\.name$/;
