import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { flowMapping, scalarOf, unquote } from './lock-yaml-scalar.ts';

/** A mapping without prototype: keys are text, values text, booleans or mappings; lists are left out. */
export type LockMapping = Record<string, unknown>;

/**
 * Reads the subset of YAML that pnpm writes: block mappings, scalars on one line, flow mappings on one line. Lists and
 * block scalars are passed over, anchors and aliases refused. A general YAML parser takes seconds for a few megabytes of
 * such a file and hours for a hostile one; this takes linear time. Throws `input.malformed` and `limit.depth`.
 */
export function readLockYaml(text: string, scope: Scope): LockMapping {
  const reader = new LockReader(scope.limits.maxDepth);
  for (const line of text.split('\n')) reader.read(line.trimEnd());
  return reader.root;
}

interface Level {
  /** Column of the key that holds this mapping; its own keys stand further right. */
  readonly indent: number;
  readonly mapping: LockMapping;
}

class LockReader {
  readonly root: LockMapping = Object.create(null) as LockMapping;
  readonly #maxDepth: number;
  readonly #levels: Level[] = [];
  /** Deeper lines belong to a list or a scalar that is passed over. */
  #skipBelow = Number.POSITIVE_INFINITY;
  /** A key too long for one line stands behind `? `, its value behind `: ` on the next. */
  #longKey: string | undefined;

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
    this.#levels.push({ indent: -1, mapping: this.root });
  }

  read(line: string): void {
    const text = line.trimStart();
    const indent = line.length - text.length;
    if (text === '' || text.startsWith('#') || indent > this.#skipBelow) return;
    this.#skipBelow = Number.POSITIVE_INFINITY;
    if (text === '---') return;
    if (text === '-' || text.startsWith('- ')) this.#skipBelow = indent;
    else if (text.startsWith('? ')) this.#longKey = unquote(text.slice(2));
    else if (text.startsWith(':') && this.#longKey !== undefined) this.#readLongValue(indent, text);
    else this.#readPair(indent, text);
  }

  /** `: key: value` opens the mapping of the long key and is its first pair, two columns further. */
  #readLongValue(indent: number, text: string): void {
    const rest = text.slice(1).trimStart();
    this.#assign(indent, this.#longKey ?? '', '');
    this.#longKey = undefined;
    if (rest !== '') this.#readPair(indent + text.length - rest.length, rest);
  }

  #readPair(indent: number, text: string): void {
    const end = keyEnd(text);
    if (end < 0) throw malformed();
    this.#assign(indent, unquote(text.slice(0, end)), text.slice(end + 1).trim());
  }

  #assign(indent: number, key: string, value: string): void {
    while ((this.#levels.at(-1)?.indent ?? -1) >= indent) this.#levels.pop();
    const parent = this.#levels.at(-1)?.mapping ?? this.root;
    if (value === '') this.#open(indent, parent, key);
    else {
      this.#skipBelow = indent;
      assignScalar(parent, key, value);
    }
  }

  #open(indent: number, parent: LockMapping, key: string): void {
    const mapping = Object.create(null) as LockMapping;
    parent[key] = mapping;
    this.#levels.push({ indent, mapping });
    if (this.#levels.length > this.#maxDepth)
      throw new CaissonError('limit.depth', 'the YAML is nested too deeply');
  }
}

/** Lists and block scalars are passed over; anchors, aliases and tags are nothing that pnpm writes. */
function assignScalar(parent: LockMapping, key: string, value: string): void {
  if (/^[&*!]/.test(value)) throw malformed();
  if (value.startsWith('{')) parent[key] = flowMapping(value);
  else if (!/^[[|>]/.test(value)) parent[key] = scalarOf(value);
}

/** Where the colon after the key stands; -1 when there is none. */
function keyEnd(text: string): number {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1) + 1;
    return end > 0 && text[end] === ':' ? end : -1;
  }
  const end = text.indexOf(': ');
  return end < 0 && text.endsWith(':') ? text.length - 1 : end;
}

function malformed(): CaissonError {
  return new CaissonError('input.malformed', 'the file is not YAML as pnpm writes it');
}
