import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { isRecord } from '#kit/json.ts';
import type { OcsfFact } from './ocsf-facts.ts';

type Schema = Record<string, unknown>;

/** Judges events by facts of the official schema of OCSF 1.8.0; answers what is wrong with one. */
export type OcsfJudge = (event: unknown) => readonly string[];

/** The facts that are kept beside the tests; `ocsf-facts.test.ts` compares them with the official schema. */
export function keptFacts(): readonly OcsfFact[] {
  return readFileSync(join(import.meta.dirname, 'ocsf-1.8.0.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OcsfFact); // written by ourselves
}

/** JSON Schema 2020-12 of each class with the profiles that an event names. */
export function createOcsfJudge(facts: readonly OcsfFact[] = keptFacts()): OcsfJudge {
  const ajv = new Ajv2020({ allErrors: true, strict: false, unicodeRegExp: false });
  const compiled = new Map<string, ValidateFunction>();
  return (event) => {
    const { class_uid: uid, metadata } = isRecord(event) ? event : {};
    const found = facts.find((fact) => fact.is === 'class' && classUid(fact) === uid);
    if (found === undefined) return [`no class ${String(uid)}`];
    const profiles = isRecord(metadata) ? metadata['profiles'] : undefined;
    const names = new Set(Array.isArray(profiles) ? profiles.map(String) : []);
    const key = `${found.name} ${[...names].toSorted().join()}`;
    const valid = compiled.get(key) ?? ajv.compile(schemaOf(found, facts, names));
    compiled.set(key, valid);
    if (valid(event)) return [];
    return (valid.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
    );
  };
}

function classUid({ category = 0, uid = 0 }: OcsfFact): number {
  return category * 1000 + uid;
}

function schemaOf(
  fact: OcsfFact,
  facts: readonly OcsfFact[],
  profiles: ReadonlySet<string>,
): Schema {
  const uid = classUid(fact);
  const shape = objectSchema(fact, facts, profiles);
  const { properties } = shape;
  const own = isRecord(properties) ? properties : {};
  const activity = isRecord(own['activity_id']) ? own['activity_id']['enum'] : [];
  return {
    ...shape,
    properties: {
      ...own,
      class_uid: { const: uid },
      category_uid: { const: fact.category ?? 0 },
      type_uid: {
        enum: Array.isArray(activity) ? activity.map((id) => uid * 100 + Number(id)) : [],
      },
    },
    $defs: Object.fromEntries(
      facts
        .filter(({ is }) => is === 'object')
        .map((one) => [one.name, objectSchema(one, facts, profiles)]),
    ),
  };
}

function objectSchema(
  { name, attributes = {}, atLeastOne, justOne }: OcsfFact,
  facts: readonly OcsfFact[],
  profiles: ReadonlySet<string>,
): Schema {
  // The free object: what no attribute fits (`unmapped`).
  if (name === 'object') return { type: 'object' };
  const known = Object.entries(attributes)
    .map(([key, text]) => ({ key, ...parseAttribute(text) }))
    .filter(({ profile }) => profile === undefined || profiles.has(profile));
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(known.map((one) => [one.key, attributeSchema(one, facts)])),
    required: known.filter(({ needed }) => needed).map(({ key }) => key),
    ...(atLeastOne === undefined ? {} : { anyOf: atLeastOne.map((key) => ({ required: [key] })) }),
    ...(justOne === undefined ? {} : { oneOf: justOne.map((key) => ({ required: [key] })) }),
  };
}

function attributeSchema(
  { type, list, values }: ReturnType<typeof parseAttribute>,
  facts: readonly OcsfFact[],
): Schema {
  const one = { ...typeSchema(type, facts), ...(values === undefined ? {} : { enum: values }) };
  return list ? { type: 'array', items: one } : one;
}

/** Reads what `OcsfFact` says of an attribute. */
function parseAttribute(text: string) {
  const [, type = '', list, needed, profile, values] =
    /^((?:object )?\w+)(\[\])?(!)?(?:@([\w/]+))?(?:=(.*))?$/u.exec(text) ?? [];
  return {
    type,
    list: list !== undefined,
    needed: needed !== undefined,
    profile,
    values: values
      ?.split(',')
      .map((value) => (/^-?\d+$/u.test(value) && type !== 'string_t' ? Number(value) : value)),
  };
}

function typeSchema(type: string, facts: readonly OcsfFact[]): Schema {
  if (type === 'object object') return { type: 'object' };
  if (type.startsWith('object ')) return { $ref: `#/$defs/${type.slice(7)}` };
  const fact = facts.find((one) => one.is === 'type' && one.name === type);
  const { pattern, maxLength, range } = fact ?? {};
  const base = primitives.get(type) ?? typeSchema(fact?.type ?? 'json_t', facts);
  return {
    ...base,
    ...(pattern === undefined ? {} : { pattern }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(range === undefined ? {} : { minimum: range[0], maximum: range[1] }),
  };
}

const primitives: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ['string_t', { type: 'string' }],
  ['integer_t', { type: 'integer' }],
  ['long_t', { type: 'integer' }],
  ['float_t', { type: 'number' }],
  ['boolean_t', { type: 'boolean' }],
  ['json_t', {}],
]);
