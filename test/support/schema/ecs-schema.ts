import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '#kit/json.ts';

/** One field of the Elastic Common Schema: its type, whether it is a list, and the values it may have. */
export interface EcsField {
  readonly name: string;
  readonly type: string;
  readonly list?: boolean;
  readonly values?: readonly string[];
  /** Of a value of `event.category`: the types that go with it. */
  readonly expects?: Readonly<Record<string, readonly string[]>>;
}

const sets =
  /^(?:@timestamp|message|tags|labels|ecs|event|rule|threat\.(?:framework|tactic|technique)|container|orchestrator|process\.(?:pid|name|executable|command_line|start|entity_id|user|parent\.(?:pid|name|executable|command_line|start))|vulnerability|package|host\.(?:name|hostname|id|type|os\.(?:name|full))|user|observer|source\.ip)(?:\.|$)/u;

/** The fields that we may write, out of `generated/ecs/ecs_flat.yml` (parsed) of elastic/ecs. */
export function ecsFieldsOf(flat: unknown): readonly EcsField[] {
  if (!isRecord(flat)) return [];
  return Object.entries(flat).flatMap(([name, value]) => {
    if (!sets.test(name) || name.includes('.entity.') || !isRecord(value)) return [];
    const allowed = value['allowed_values'];
    const entries = Array.isArray(allowed) ? allowed.filter(isRecord) : [];
    const normalize = value['normalize'];
    const expects = entries.flatMap((one) => {
      const types = one['expected_event_types'];
      return Array.isArray(types) ? [[String(one['name']), types.map(String)] as const] : [];
    });
    return [
      {
        name,
        type: String(value['type']),
        ...(Array.isArray(normalize) && normalize.includes('array') ? { list: true } : {}),
        ...(entries.length > 0 ? { values: entries.map((one) => String(one['name'])) } : {}),
        ...(expects.length > 0 ? { expects: Object.fromEntries(expects) } : {}),
      },
    ];
  });
}

/** The fields that are kept beside the tests. */
export function keptEcsFields(): readonly EcsField[] {
  return readFileSync(join(import.meta.dirname, 'ecs-9.4.0.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EcsField); // written by ourselves
}

/** What is wrong with a document. Own facts stand below `caisson`, which is no business of the schema. */
export function ecsFaults(
  document: Readonly<Record<string, unknown>>,
  fields: readonly EcsField[],
): readonly string[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const { caisson: _own, ...rest } = document;
  const faults = [...leaves(rest, '')].flatMap(([name, value]) => {
    const field = byName.get(name);
    return field === undefined ? [`${name} is no field`] : faultsOf(field, value);
  });
  return [...faults, ...categoryFaults(document, byName)];
}

function* leaves(
  value: Readonly<Record<string, unknown>>,
  path: string,
): Generator<[string, unknown]> {
  for (const [key, inner] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (isRecord(inner)) yield* leaves(inner, name);
    else yield [name, inner];
  }
}

function faultsOf(field: EcsField, value: unknown): readonly string[] {
  if (field.list === true && !Array.isArray(value)) return [`${field.name} must be a list`];
  if (field.list !== true && Array.isArray(value)) return [`${field.name} must not be a list`];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => {
    if (!fits(field.type, one)) return [`${field.name} is no ${field.type}: ${String(one)}`];
    if (field.values !== undefined && !field.values.includes(String(one)))
      return [`${field.name} must not be ${String(one)}`];
    return [];
  });
}

function fits(type: string, value: unknown): boolean {
  switch (type) {
    case 'long':
      return Number.isSafeInteger(value);
    case 'float':
    case 'scaled_float':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    case 'ip':
      return typeof value === 'string' && /^[0-9a-f.:]+$/u.test(value);
    default:
      return typeof value === 'string';
  }
}

function categoryFaults(
  document: Readonly<Record<string, unknown>>,
  byName: ReadonlyMap<string, EcsField>,
): readonly string[] {
  const event = document['event'];
  if (!isRecord(event)) return ['no event'];
  const categories = Array.isArray(event['category']) ? event['category'].map(String) : [];
  const types = Array.isArray(event['type']) ? event['type'].map(String) : [];
  const expects = byName.get('event.category')?.expects ?? {};
  return types.flatMap((type) =>
    categories.some((category) => expects[category]?.includes(type) ?? true)
      ? []
      : [`no event of ${categories.join()} is of type ${type}`],
  );
}
