import { isList, isObject } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { ApiSchema, SchemaStruct, ValueType } from './api-schema.ts';
import { nearName } from './near-name.ts';
import { betterValue, isOfKind, words } from './plain-value.ts';
import type { SchemaFault } from './schema-fault.ts';

/** Faults of one object that are looked for, levels that are looked at, and unknown fields of one map that are compared. */
const maxFaults = 200;
const maxDepth = 150;
const maxCompared = 50;

interface Settings {
  /** Minor version of Kubernetes that is to take the object. */
  readonly minor: number;
  /** How a value stands in the file. */
  readonly written?: (path: readonly (string | number)[]) => string | undefined;
}

/** What of an object does not fit a struct. `status` and what servers note in `managedFields` are not looked at. */
export function faultsOfStruct(
  schema: ApiSchema,
  body: JsonObject,
  struct: number,
  settings: Settings,
): readonly SchemaFault[] {
  const walk = new Walk(schema, settings);
  walk.struct(body, schema.struct(struct));
  return walk.faults;
}

type Nested = Extract<ValueType, { readonly item: ValueType }>;

/** Follows a value and its type together. */
class Walk {
  readonly faults: SchemaFault[] = [];
  readonly #schema: ApiSchema;
  readonly #settings: Settings;
  /** Where it is; the structs around, outermost first. */
  readonly #path: (string | number)[] = [];
  readonly #around: SchemaStruct[] = [];

  constructor(schema: ApiSchema, settings: Settings) {
    this.#schema = schema;
    this.#settings = settings;
  }

  struct(value: JsonObject, struct: SchemaStruct): void {
    this.#around.push(struct);
    let unknown = 0;
    for (const name in value) {
      const one = value[name];
      if (one === undefined || this.#isOfServer(name)) continue;
      const field = struct.fields.get(name);
      if (field !== undefined && this.#isServed(field)) {
        this.#path.push(name);
        this.#value(one, field.type);
        this.#path.pop();
      } else {
        unknown += 1;
        this.#unknown(name, value, struct, unknown <= maxCompared);
      }
    }
    this.#around.pop();
    this.#missing(value, struct);
  }

  /** Only at the top, and in the metadata there. */
  #isOfServer(name: string): boolean {
    if (this.#path.length === 0) return name === 'status';
    return this.#path.length === 1 && name === 'managedFields' && this.#path[0] === 'metadata';
  }

  #isServed({ since, until }: { readonly since: number; readonly until: number }): boolean {
    return since <= this.#settings.minor && this.#settings.minor < until;
  }

  #value(value: Json, type: ValueType): void {
    if (value === null || this.#path.length > maxDepth || this.faults.length >= maxFaults) return;
    if ('at' in type) {
      if (isObject(value)) this.struct(value, this.#schema.struct(type.at));
      else this.#wrong('a map');
    } else if ('item' in type) this.#nested(value, type);
    else if ('values' in type) this.#choice(value, type.values);
    else if (!isOfKind(value, type.kind))
      this.#wrong(words[type.kind], betterValue(value, type.kind, this.#written(value)));
  }

  #nested(value: Json, { kind, item }: Nested): void {
    if (kind === 'list') this.#list(value, item);
    else if (kind === 'map') {
      if (isObject(value)) this.#entries(value, item);
      else this.#wrong('a map');
    } else if (kind === 'orList' && isList(value)) this.#items(value, item);
    else if (kind === 'orList' || !isOther(value, kind)) this.#value(value, item);
  }

  #list(value: Json, item: ValueType): void {
    if (isList(value)) return this.#items(value, item);
    const isOne = item.kind === 'text' && typeof value === 'string';
    this.#wrong('a list', isOne ? [value] : undefined);
  }

  #items(list: readonly Json[], item: ValueType): void {
    for (let at = 0; at < list.length; at += 1) {
      this.#path.push(at);
      this.#value(list[at] ?? null, item);
      this.#path.pop();
    }
  }

  #entries(map: JsonObject, item: ValueType): void {
    for (const name in map) {
      this.#path.push(name);
      this.#value(map[name] ?? null, item);
      this.#path.pop();
    }
  }

  #choice(value: Json, values: ReadonlyMap<string, number>): void {
    if (typeof value !== 'string') return this.#wrong('a text', this.#written(value));
    const since = values.get(value);
    if (value === '' || (since !== undefined && since <= this.#settings.minor)) return;
    const known = [...values].flatMap(([name, from]) =>
      from <= this.#settings.minor ? [name] : [],
    );
    const better = nearName(value, known);
    const all = known.slice(0, 12).join(', ') + (known.length > 12 ? ', …' : '');
    const wanted = since === undefined ? `one of ${all}` : `one of ${all} before 1.${since}`;
    this.#add({
      type: 'value',
      path: [...this.#path],
      wanted,
      ...(better !== undefined && { better }),
    });
  }

  #unknown(name: string, value: JsonObject, struct: SchemaStruct, isCompared: boolean): void {
    if (name.startsWith('$')) return; // directs a merge of patches
    const path = [...this.#path, name];
    const field = struct.fields.get(name);
    if (field !== undefined)
      return this.#add({ type: 'unknown', path, name, hint: this.#whenServed(field) });
    if (!isCompared) return this.#add({ type: 'unknown', path, name });
    const free = [...struct.fields].flatMap(([one, there]) =>
      this.#isServed(there) && !Object.hasOwn(value, one) ? [one] : [],
    );
    const meant = nearName(name, free);
    const hint = meant === undefined ? this.#home(name, struct) : undefined;
    const more = { ...(meant !== undefined && { meant }), ...(hint !== undefined && { hint }) };
    this.#add({ type: 'unknown', path, name, ...more });
  }

  #whenServed({ since, until }: { readonly since: number; readonly until: number }): string {
    return since > this.#settings.minor
      ? `there is one from Kubernetes 1.${since} on`
      : `there is none any more since Kubernetes 1.${until}`;
  }

  /** Where a field of that name belongs: in one field of this map, or further out. */
  #home(name: string, struct: SchemaStruct): string | undefined {
    const inner = [...struct.fields].filter(
      ([, { type }]) => type.kind === 'struct' && this.#schema.struct(type.at).fields.has(name),
    );
    if (inner.length === 1 && inner[0] !== undefined) return `it belongs into "${inner[0][0]}"`;
    const outer = this.#around.slice(0, -1).findLast(({ fields }) => fields.has(name));
    return outer === undefined || outer === this.#around[0] ? undefined : 'it belongs further out';
  }

  #missing(value: JsonObject, struct: SchemaStruct): void {
    for (const name of struct.required) if (isAbsent(value, name)) this.#lacks(name, struct);
    for (const name of holders) {
      const type = struct.fields.get(name)?.type;
      if (type === undefined || !('at' in type) || struct.required.includes(name)) continue;
      if (isAbsent(value, name) && this.#schema.struct(type.at).required.length > 0)
        this.#lacks(name, struct);
    }
  }

  #lacks(name: string, struct: SchemaStruct): void {
    const field = struct.fields.get(name);
    if (field !== undefined && this.#isServed(field))
      this.#add({ type: 'missing', path: [...this.#path], name });
  }

  #wrong(wanted: string, better?: Json): void {
    const path = [...this.#path];
    this.#add({ type: 'type', path, wanted, ...(better !== undefined && { better }) });
  }

  #written(value: Json): string | undefined {
    if (typeof value !== 'number' && typeof value !== 'boolean') return undefined;
    return this.#settings.written?.(this.#path) ?? String(value);
  }

  #add(fault: SchemaFault): void {
    if (this.faults.length < maxFaults) this.faults.push(fault);
  }
}

/** Maps that are made where they are not written, so that what they lack is missing all the same. */
const holders = ['spec', 'template'] as const;

/** Empty texts and lists are as good as nothing to the API server. */
function isAbsent(value: JsonObject, name: string): boolean {
  const one = Object.hasOwn(value, name) ? value[name] : undefined;
  return one === undefined || one === null || one === '' || (isList(one) && one.length === 0);
}

/** What is taken in place of a schema. */
function isOther(value: Json, kind: 'orTruth' | 'orTexts'): boolean {
  return kind === 'orTruth' ? typeof value === 'boolean' : isList(value);
}
