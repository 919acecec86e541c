import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '#kit/json.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * What the official OCSF schema says of one class, object or type. An attribute is written `TYPE`, then `[]` for a list,
 * `!` when it is required, `@PROFILE` when it exists only with that profile, `=0,1,99` for the values it may have.
 */
export interface OcsfFact {
  readonly is: 'class' | 'object' | 'type';
  readonly name: string;
  readonly uid?: number;
  readonly category?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly atLeastOne?: readonly string[];
  readonly justOne?: readonly string[];
  readonly type?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly range?: readonly number[];
}

/** Compiles a checkout of ocsf/ocsf-schema (`directory`): these classes and these objects; other objects are left out. */
export function compileOcsf(
  directory: string,
  classes: readonly string[],
  objects: readonly string[],
): readonly OcsfFact[] {
  const tree = new Tree(directory, new Set(objects));
  return [
    ...tree.types(),
    ...classes.map((name) => tree.factOf('class', name)),
    ...objects.map((name) => tree.factOf('object', name)),
  ];
}

class Tree {
  readonly #sources = new Map<string, Json>();
  readonly #dictionary: Json;
  readonly #categories: Json;
  readonly #kept: ReadonlySet<string>;

  constructor(directory: string, kept: ReadonlySet<string>) {
    this.#kept = kept;
    this.#dictionary = readJson(join(directory, 'dictionary.json'));
    this.#categories = part(readJson(join(directory, 'categories.json')), 'attributes');
    for (const [kind, folder] of [
      ['class', 'events'],
      ['object', 'objects'],
      ['profile', 'profiles'],
    ] as const)
      for (const file of filesBelow(join(directory, folder))) {
        const source = readJson(file);
        this.#sources.set(`${kind} ${String(source['name'])}`, source);
      }
  }

  types(): readonly OcsfFact[] {
    const types = part(part(this.#dictionary, 'types'), 'attributes');
    return Object.entries(types).map(([name, value]) => {
      const { type, regex, max_len: maxLength, range } = isRecord(value) ? value : {};
      return {
        is: 'type',
        name,
        ...(typeof type === 'string' ? { type } : {}),
        ...(typeof regex === 'string' ? { pattern: regex } : {}),
        ...(typeof maxLength === 'number' ? { maxLength } : {}),
        ...(Array.isArray(range) ? { range: range.map(Number) } : {}),
      };
    });
  }

  factOf(is: 'class' | 'object', name: string): OcsfFact {
    const chain = this.#chainOf(is, name);
    const source = chain.at(-1) ?? {};
    const category = part(this.#categories, String(this.#last(chain, 'category')))['uid'];
    const constraints = part(source, 'constraints');
    const attributes = this.#attributesOf(chain);
    return {
      is,
      name,
      ...(is === 'class'
        ? { category: Number(category ?? 0), uid: Number(source['uid'] ?? 0) }
        : {}),
      attributes: Object.fromEntries(
        [...attributes].flatMap(([key, value]) => {
          const text = this.#describe(key, value);
          return text === undefined ? [] : [[key, text]];
        }),
      ),
      ...listAs('atLeastOne', constraints['at_least_one']),
      ...listAs('justOne', constraints['just_one']),
    };
  }

  /** Its ancestors first. */
  #chainOf(is: string, name: string): readonly Json[] {
    const source = this.#sources.get(`${is} ${name}`);
    if (source === undefined) throw new Error(`the schema has no ${is} "${name}"`);
    const above = source['extends'];
    return typeof above === 'string' ? [...this.#chainOf(is, above), source] : [source];
  }

  #last(chain: readonly Json[], key: string): unknown {
    return chain.findLast((one) => one[key] !== undefined)?.[key];
  }

  #attributesOf(chain: readonly Json[]): ReadonlyMap<string, Json> {
    const all = new Map<string, Json>();
    for (const source of chain) {
      const own = part(source, 'attributes');
      const { $include: include } = own;
      for (const path of Array.isArray(include) ? include : []) {
        const name = String(path).replace(/^.*\/|\.json$/gu, '');
        const profile = part(this.#sources.get(`profile ${name}`) ?? {}, 'attributes');
        for (const [key, value] of Object.entries(profile))
          merge(all, key, { profile: name, ...(isRecord(value) ? value : {}) });
      }
      for (const [key, value] of Object.entries(own))
        if (key !== '$include' && isRecord(value)) merge(all, key, value);
    }
    return all;
  }

  #describe(key: string, own: Json): string | undefined {
    const known = part(part(this.#dictionary, 'attributes'), key);
    const type = String(own['object_type'] ?? own['type'] ?? known['type']);
    const object = known['object_type'] ?? known['type'];
    const isType = part(part(this.#dictionary, 'types'), 'attributes')[type] !== undefined;
    if (!isType && !this.#kept.has(String(object))) return undefined;
    return `${isType ? type : `object ${String(object)}`}${detailsOf(known, own)}`;
  }
}

function detailsOf(known: Json, own: Json): string {
  const values = Object.keys({ ...part(known, 'enum'), ...part(own, 'enum') });
  const isArray = known['is_array'] === true || own['is_array'] === true;
  const profile = own['profile'];
  return [
    isArray ? '[]' : '',
    own['requirement'] === 'required' ? '!' : '',
    typeof profile === 'string' ? `@${profile}` : '',
    values.length === 0 ? '' : `=${values.join(',')}`,
  ].join('');
}

function merge(all: Map<string, Json>, key: string, value: Json): void {
  const before = all.get(key) ?? {};
  const values = { ...part(before, 'enum'), ...part(value, 'enum') };
  all.set(key, {
    ...before,
    ...value,
    ...(Object.keys(values).length === 0 ? {} : { enum: values }),
  });
}

function listAs(name: string, value: unknown): Readonly<Record<string, readonly string[]>> {
  return Array.isArray(value) ? { [name]: value.map(String) } : {};
}

function filesBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(directory, name));
}

function readJson(path: string): Json {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isRecord(value) ? value : {};
}

function part(value: Json, key: string): Json {
  const found = value[key];
  return isRecord(found) ? found : {};
}
