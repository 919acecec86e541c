import { PatternCache } from '#cel/pattern.ts';
import { fieldOf, isList, isObject, objectsOf, textOf, textsOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { PlainKind } from '../schema/api-schema.ts';
import { nearName } from '../schema/near-name.ts';
import { betterValue, isOfKind, words } from '../schema/plain-value.ts';
import type { SchemaFault } from '../schema/schema-fault.ts';
import { withDefaults } from './defaults.ts';
import type { CustomVersion } from './definitions.ts';
import { brokenRule } from './value-rules.ts';

const maxFaults = 100;
const maxDepth = 100;
/** Values that are compared with schemas for one object. */
const maxSteps = 100_000;
const maxCompared = 50;

/** What of a custom resource does not fit the schema of its version. `metadata` and `status` are not looked at. */
export function faultsOfCustom(
  body: JsonObject,
  { schema, keepsUnknown }: CustomVersion,
  patterns = new PatternCache(),
): readonly SchemaFault[] {
  if (schema === undefined) return [];
  const walk = new CustomWalk({ left: maxSteps }, patterns, keepsUnknown);
  const filled = withDefaults(body, schema);
  walk.root(isObject(filled) ? filled : body, schema);
  return walk.faults;
}

/** Follows a value and its structural schema together (apiextensions `v1`, structural schemas). */
class CustomWalk {
  readonly faults: SchemaFault[] = [];
  readonly #budget: { left: number };
  readonly #patterns: PatternCache;
  readonly #keepsUnknown: boolean;
  readonly #path: (string | number)[] = [];

  constructor(budget: { left: number }, patterns: PatternCache, keepsUnknown: boolean) {
    this.#budget = budget;
    this.#patterns = patterns;
    this.#keepsUnknown = keepsUnknown;
  }

  root(body: JsonObject, schema: JsonObject): void {
    this.#map(body, schema, rootNames);
  }

  value(value: Json, schema: JsonObject): void {
    this.#budget.left -= 1;
    if (value === null || this.#budget.left < 0 || this.#path.length > maxDepth) return;
    if (!this.#hasType(value, schema)) return;
    const broken = brokenRule(value, schema, this.#patterns);
    if (broken !== undefined) this.#add({ type: 'value', path: [...this.#path], ...broken });
    if (isObject(value)) this.#map(value, schema, embeddedNames(schema));
    else if (isList(value)) this.#list(value, fieldOf(schema, 'items'));
    this.#combined(value, schema);
  }

  #hasType(value: Json, schema: JsonObject): boolean {
    const kind = plainKindOf(schema);
    if (kind === undefined) {
      const type = textOf(fieldOf(schema, 'type'));
      if (!isOfShape(value, type)) this.#wrong(shapes.get(type ?? '') ?? 'anything');
      return isOfShape(value, type);
    }
    if (isOfKind(value, kind)) return true;
    this.#wrong(words[kind], betterValue(value, kind));
    return false;
  }

  #wrong(wanted: string, better?: Json): void {
    const path = [...this.#path];
    this.#add({ type: 'type', path, wanted, ...(better !== undefined && { better }) });
  }

  #map(value: JsonObject, schema: JsonObject, skipped: ReadonlySet<string>): void {
    this.#fields(value, schema, skipped);
    for (const name of textsOf(fieldOf(schema, 'required')))
      if (!skipped.has(name) && isMissing(value, name))
        this.#add({ type: 'missing', path: [...this.#path], name });
  }

  #fields(value: JsonObject, schema: JsonObject, skipped: ReadonlySet<string>): void {
    const properties = fieldOf(schema, 'properties');
    const others = fieldOf(schema, 'additionalProperties');
    const keeps = others === true || this.#keeps(schema);
    let unknown = 0;
    for (const name in value) {
      if (skipped.has(name)) continue;
      const known = fieldOf(properties, name) ?? others;
      if (isObject(known)) this.#inside(name, value[name] ?? null, known);
      else if (!keeps) {
        unknown += 1;
        this.#unknown(name, value, unknown > maxCompared ? undefined : properties);
      }
    }
  }

  #keeps(schema: JsonObject): boolean {
    if (this.#keepsUnknown || fieldOf(schema, 'x-kubernetes-preserve-unknown-fields') === true)
      return true;
    // the API server drops everything then, which nobody wants who writes such a definition
    return (
      fieldOf(schema, 'properties') === undefined &&
      !isObject(fieldOf(schema, 'additionalProperties'))
    );
  }

  #list(list: readonly Json[], items: Json | undefined): void {
    if (!isObject(items)) return;
    for (let at = 0; at < list.length && this.#budget.left > 0; at += 1)
      this.#inside(at, list[at] ?? null, items);
  }

  #inside(step: string | number, value: Json, schema: JsonObject): void {
    if (this.faults.length >= maxFaults) return;
    this.#path.push(step);
    this.value(value, schema);
    this.#path.pop();
  }

  /** `allOf`, `anyOf`, `oneOf` and `not` only say more of what the schema around them describes. */
  #combined(value: Json, schema: JsonObject): void {
    if (fieldOf(schema, 'x-kubernetes-int-or-string') === true) return;
    for (const one of schemasOf(schema, 'allOf'))
      if (!this.#fits(value, one)) this.#wants('what all of its rules allow');
    const some = schemasOf(schema, 'anyOf');
    if (some.length > 0 && !some.some((one) => this.#fits(value, one)))
      this.#wants(`at least one of ${alternatives(some)}`);
    const single = schemasOf(schema, 'oneOf');
    if (single.length > 0 && single.filter((one) => this.#fits(value, one)).length !== 1)
      this.#wants(`exactly one of ${alternatives(single)}`);
    this.#forbidden(value, fieldOf(schema, 'not'));
  }

  #forbidden(value: Json, not: Json | undefined): void {
    if (!isObject(not) || Object.keys(not).length === 0 || !this.#fits(value, not)) return;
    this.#wants('what its rules do not forbid');
  }

  /** When too much was compared already, nothing is said any more. */
  #fits(value: Json, schema: JsonObject): boolean {
    const part = new CustomWalk(this.#budget, this.#patterns, true);
    part.value(value, schema);
    return part.faults.length === 0;
  }

  #wants(wanted: string): void {
    if (this.#budget.left > 0) this.#add({ type: 'value', path: [...this.#path], wanted });
  }

  #unknown(name: string, value: JsonObject, properties: Json | undefined): void {
    const free = isObject(properties)
      ? Object.keys(properties).filter((one) => !Object.hasOwn(value, one))
      : [];
    const meant = nearName(name, free);
    const path = [...this.#path, name];
    this.#add({ type: 'unknown', path, name, ...(meant !== undefined && { meant }) });
  }

  #add(fault: SchemaFault): void {
    if (this.faults.length < maxFaults) this.faults.push(fault);
  }
}

const kinds: ReadonlyMap<string, PlainKind> = new Map([
  ['string', 'text'],
  ['integer', 'int64'],
  ['number', 'number'],
  ['boolean', 'truth'],
]);

const shapes: ReadonlyMap<string, string> = new Map([
  ['object', 'a map'],
  ['array', 'a list'],
]);

const rootNames: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);
const objectNames: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);
const noNames: ReadonlySet<string> = new Set();

function embeddedNames(schema: JsonObject): ReadonlySet<string> {
  return fieldOf(schema, 'x-kubernetes-embedded-resource') === true ? objectNames : noNames;
}

function schemasOf(schema: JsonObject, name: string): readonly JsonObject[] {
  return objectsOf(fieldOf(schema, name)).map(([, one]) => one);
}

function plainKindOf(schema: JsonObject): PlainKind | undefined {
  if (fieldOf(schema, 'x-kubernetes-int-or-string') === true) return 'number or text';
  const kind = kinds.get(textOf(fieldOf(schema, 'type')) ?? '');
  return kind === 'int64' && fieldOf(schema, 'format') === 'int32' ? 'int32' : kind;
}

function isOfShape(value: Json, type: string | undefined): boolean {
  if (type === 'object') return isObject(value);
  return type !== 'array' || isList(value);
}

function isMissing(value: JsonObject, name: string): boolean {
  const one = fieldOf(value, name);
  return one === undefined || one === null;
}

/** Names of fields, where each alternative demands one. */
function alternatives(schemas: readonly JsonObject[]): string {
  const names = schemas.map((one) => textsOf(fieldOf(one, 'required')).join(' and '));
  return names.some((name) => name === '') ? 'its alternatives' : names.slice(0, 10).join(', ');
}
