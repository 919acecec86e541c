import { CaissonError } from '#kit/error.ts';
import type { Json } from '#model/json-value.ts';
import type { YamlMap, YamlNode, YamlScalar } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';

/**
 * What the API server is sent for a YAML value: Kubernetes' tools read YAML 1.1, where plain `yes`, `on`, `0644` and `0o17` are
 * a boolean and numbers. Aliases are written out and merge keys merged. Throws `limit.entries` above `budget` values,
 * `limit.depth` above 200 levels.
 */
export function jsonOf(node: YamlNode | undefined, budget = 2_000_000): Json {
  return compact(new Conversion(budget).value(node, 0));
}

/**
 * The same value in a fourth of the memory: maps that begin without a prototype are hash tables, and texts cut out of a file keep all
 * of it alive.
 */
function compact(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

const maxDepth = 200;

class Conversion {
  #left: number;

  constructor(budget: number) {
    this.#left = budget;
  }

  value(node: YamlNode | undefined, depth: number): Json {
    this.#left -= 1;
    if (this.#left < 0)
      throw new CaissonError('limit.entries', 'the YAML expands to too many values');
    if (depth > maxDepth) throw new CaissonError('limit.depth', 'the YAML is nested too deeply');
    const value = resolve(node);
    if (value === undefined) return null;
    if (value.kind === 'scalar') return scalarOf(value);
    if (value.kind === 'list') return value.items.map((item) => this.value(item, depth + 1));
    return this.#map(value, depth);
  }

  #map(map: YamlMap, depth: number): Json {
    const out = Object.create(null) as Record<string, Json>;
    for (const { key, value } of entriesOf(map, { merge: true })) {
      const name = resolve(key);
      if (name?.kind !== 'scalar')
        throw new CaissonError('input.malformed', 'a key is a list or a map');
      out[name.text] = this.value(value, depth + 1);
    }
    return out;
  }
}

const truths = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']);
const untruths = new Set(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']);

/** YAML 1.1, types bool and int, as far as the core schema of 1.2 differs. */
function scalarOf({ style, value, text, tag }: YamlScalar): Json {
  if (style !== 'plain' || tag !== undefined) return value;
  if (typeof value === 'string') return oldWord(text) ?? integerOf(text) ?? value;
  if (typeof value === 'number' && !Number.isFinite(value)) return text;
  return /^[-+]?0[0-7]/.test(text) ? (integerOf(text) ?? value) : value;
}

function oldWord(text: string): boolean | undefined {
  if (truths.has(text)) return true;
  return untruths.has(text) ? false : undefined;
}

function integerOf(text: string): number | undefined {
  if (text.length > 40) return undefined;
  const match = /^([-+]?)0(b[01_]+|[0-7_]+)$/.exec(text);
  if (match !== null) {
    const [, sign, digits = ''] = match;
    const bare = digits.replaceAll('_', '');
    const amount = bare.startsWith('b')
      ? Number.parseInt(bare.slice(1), 2)
      : Number.parseInt(bare, 8);
    return Number.isFinite(amount) ? (sign === '-' ? -amount : amount) : undefined;
  }
  return /^[-+]?[1-9][\d_]*_[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}
