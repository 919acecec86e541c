import { groupOf } from '#kube/object.ts';

/** The type of a value, as the Go types of the API have it. */
export type ValueType =
  | { readonly kind: PlainKind }
  | {
      readonly kind: 'choice';
      /** Each value with the minor that brought it; 0 where it was always there. */
      readonly values: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'struct'; readonly at: number }
  | {
      /** `orTruth` takes true and false too, `orList` a list of it, `orTexts` a list of texts. */
      readonly kind: 'list' | 'map' | 'orTruth' | 'orList' | 'orTexts';
      readonly item: ValueType;
    };

export type PlainKind = (typeof plainKinds)[keyof typeof plainKinds];

/** A field of a struct. Minors are those of Kubernetes 1.x; 0 and `Infinity` where nothing is known. */
interface SchemaField {
  readonly type: ValueType;
  readonly since: number;
  /** Not there from this minor on. */
  readonly until: number;
}

export interface SchemaStruct {
  readonly fields: ReadonlyMap<string, SchemaField>;
  /** Fields without which the API server refuses the object. */
  readonly required: readonly string[];
}

/** A kind in one version of its group. */
export interface SchemaKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly struct: number;
  readonly since: number;
  /** Not served from this minor on. */
  readonly until: number;
}

const plainKinds = {
  s: 'text',
  b: 'truth',
  i: 'int32',
  l: 'int64',
  f: 'number',
  B: 'base64',
  q: 'quantity',
  o: 'number or text',
  t: 'time',
  u: 'duration',
  '*': 'any',
} as const;

const wrappers = { '[': 'list', '{': 'map', J: 'orTruth', K: 'orList', L: 'orTexts' } as const;

const nothing: SchemaStruct = { fields: new Map(), required: [] };

/** The kinds of Kubernetes' own groups with their fields. Each struct is read from the table when it is first asked for. */
export class ApiSchema {
  readonly #text: string;
  readonly #structs = new Map<number, SchemaStruct>();
  #parts: Parts | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** A kind in a version of its group, whether a minor serves it or not. */
  kind(apiVersion: string, kind: string): SchemaKind | undefined {
    return this.#read().kinds.get(`${apiVersion} ${kind}`);
  }

  /** All versions of all kinds, the stable version of a group first. */
  get kinds(): Iterable<SchemaKind> {
    return this.#read().kinds.values();
  }

  /** Whether it is a group of Kubernetes itself. */
  hasGroup(group: string): boolean {
    return this.#read().groups.has(group);
  }

  struct(at: number): SchemaStruct {
    const known = this.#structs.get(at);
    if (known !== undefined) return known;
    const { structs, choices } = this.#read();
    const line = structs[at];
    const made = line === undefined ? nothing : readStruct(line, choices);
    this.#structs.set(at, made);
    return made;
  }

  #read(): Parts {
    this.#parts ??= readParts(this.#text);
    return this.#parts;
  }
}

interface Parts {
  readonly kinds: ReadonlyMap<string, SchemaKind>;
  readonly groups: ReadonlySet<string>;
  readonly choices: readonly string[];
  readonly structs: readonly string[];
}

function readParts(text: string): Parts {
  const [lines = [], choices = [], structs = []] = text
    .trimEnd()
    .split('\n\n')
    .map((part) => part.split('\n'));
  const kinds = lines.flatMap(readKinds);
  return {
    kinds: new Map(kinds.map((one) => [`${one.apiVersion} ${one.kind}`, one])),
    groups: new Set(kinds.map(({ apiVersion }) => groupOf(apiVersion))),
    choices,
    structs,
  };
}

function readKinds(line: string): readonly SchemaKind[] {
  const [apiVersion = '', ...entries] = line.split(' ');
  return entries.flatMap((entry) => {
    const [, kind, struct, since, until] = kindPattern.exec(entry) ?? [];
    if (kind === undefined) return [];
    return [{ apiVersion, kind, struct: Number(struct), ...rangeOf(since, until) }];
  });
}

function rangeOf(
  since: string | undefined,
  until: string | undefined,
): { readonly since: number; readonly until: number } {
  return { since: Number(since ?? 0), until: Number(until ?? Infinity) };
}

const kindPattern = /^(\w+):(\d+)(?:@(\d+))?(?:-(\d+))?$/;
const fieldPattern = /^([^:]+):([^!@-]+)(!?)(?:@(\d+))?(?:-(\d+))?$/;

function readStruct(line: string, choices: readonly string[]): SchemaStruct {
  const fields = new Map<string, SchemaField>();
  const required: string[] = [];
  for (const entry of line.split(' ')) {
    const [, name, type = '*', mark, since, until] = fieldPattern.exec(entry) ?? [];
    if (name === undefined) continue;
    fields.set(name, { type: readType(type, choices), ...rangeOf(since, until) });
    if (mark === '!') required.push(name);
  }
  return { fields, required };
}

function readType(text: string, choices: readonly string[]): ValueType {
  const [first = '', rest] = [text[0], text.slice(1)];
  if (first === '#') return { kind: 'struct', at: Number(rest) };
  if (first === 'e') return { kind: 'choice', values: readChoice(choices[Number(rest)] ?? '') };
  if (isKey(wrappers, first)) return { kind: wrappers[first], item: readType(rest, choices) };
  return { kind: isKey(plainKinds, first) ? plainKinds[first] : 'any' };
}

function readChoice(line: string): ReadonlyMap<string, number> {
  return new Map(
    line.split('|').map((entry) => {
      const [value = '', since = '0'] = entry.split('@');
      return [value, Number(since)] as const;
    }),
  );
}

function isKey<Table extends object>(table: Table, key: PropertyKey): key is keyof Table {
  return Object.hasOwn(table, key);
}
