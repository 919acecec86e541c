import { CaissonError } from '#kit/error.ts';
import { keyEnd, parseFlow, scalarText } from './block-yaml-scalar.ts';
import type { YamlMapping, YamlValue } from './block-yaml-value.ts';

/** A line that is not empty, without its comment; `indent` in blanks. */
interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the YAML that lock files of conda, pixi, CocoaPods and pub are written in: block mappings and lists, scalars and flow
 * collections on one line, block scalars (which come out empty). Anchors, tags and text over several lines are not part
 * of it: such lines are passed over or refused. Takes linear time whatever the text. Throws `input.malformed`, `limit.depth`.
 */
export function readBlockYaml(text: string, maxDepth: number): YamlValue {
  const reader = new BlockReader(linesOf(text), maxDepth);
  return reader.read();
}

/** The mapping behind a value; an empty one when it is something else. */
export function mappingOf(value: YamlValue | undefined): YamlMapping {
  return typeof value === 'object' && !isList(value) ? value : (Object.create(null) as YamlMapping);
}

/** The list behind a value; an empty one when it is something else. */
export function listOf(value: YamlValue | undefined): readonly YamlValue[] {
  return value !== undefined && isList(value) ? value : [];
}

/** The text behind a value; `undefined` when it is something else or empty. */
export function yamlText(value: YamlValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const trimmed = line.trimStart();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed === '---' || trimmed.startsWith('%'))
      continue;
    if (trimmed === '...') break;
    lines.push({ indent: line.length - trimmed.length, text: trimmed });
  }
  return lines;
}

class BlockReader {
  readonly #lines: Line[];
  readonly #maxDepth: number;
  #at = 0;

  constructor(lines: readonly Line[], maxDepth: number) {
    this.#lines = [...lines];
    this.#maxDepth = maxDepth;
  }

  read(): YamlValue {
    const first = this.#lines[0];
    return first === undefined ? '' : this.#block(first.indent, 1);
  }

  /** The list or mapping whose lines begin at `indent`. */
  #block(indent: number, depth: number): YamlValue {
    if (depth > this.#maxDepth)
      throw new CaissonError('limit.depth', 'the YAML is nested too deeply');
    return isItem(this.#lines[this.#at]) ? this.#list(indent, depth) : this.#mapping(indent, depth);
  }

  #list(indent: number, depth: number): readonly YamlValue[] {
    const items: YamlValue[] = [];
    for (let line = this.#peek(indent); isItem(line); line = this.#peek(indent)) {
      const rest = line.text.slice(1).trimStart();
      if (rest === '') {
        this.#at += 1;
        items.push(this.#nested(indent, depth, false));
      } else if (startsItem(rest) || keyEnd(rest) >= 0) {
        // `- key: value`: what follows the dash is the first line of a block of its own.
        const inner = indent + line.text.length - rest.length;
        this.#lines[this.#at] = { indent: inner, text: rest };
        items.push(this.#block(inner, depth + 1));
      } else {
        this.#at += 1;
        items.push(this.#scalar(rest, indent, depth));
      }
    }
    return items;
  }

  #mapping(indent: number, depth: number): YamlMapping {
    const mapping = Object.create(null) as Record<string, YamlValue>;
    for (let line = this.#peek(indent); line !== undefined; line = this.#peek(indent)) {
      if (startsItem(line.text)) break;
      const end = keyEnd(line.text);
      if (end < 0) throw malformed();
      const key = scalarText(line.text.slice(0, end));
      const rest = line.text.slice(end + 1).trimStart();
      this.#at += 1;
      const isOpen = rest === '' || rest.startsWith('#') || /^[&!]\S*$/.test(rest);
      mapping[key] = isOpen ? this.#nested(indent, depth, true) : this.#scalar(rest, indent, depth);
    }
    return mapping;
  }

  /** What stands below a key or a dash without a value; a list may stand in the column of its key. */
  #nested(indent: number, depth: number, isKey: boolean): YamlValue {
    const next = this.#lines[this.#at];
    if (next === undefined) return '';
    const isInside =
      next.indent > indent || (isKey && next.indent === indent && startsItem(next.text));
    if (!isInside) return '';
    if (!startsItem(next.text) && keyEnd(next.text) < 0) return this.#scalar('', indent, depth);
    const value = this.#block(next.indent, depth + 1);
    this.#skipDeeper(indent);
    return value;
  }

  #scalar(text: string, indent: number, depth: number): YamlValue {
    this.#skipDeeper(indent);
    if (text === '' || /^[|>][+-]?\d?$/.test(text)) return '';
    if (text.startsWith('[') || text.startsWith('{'))
      return parseFlow(text, this.#maxDepth - depth);
    return scalarText(text);
  }

  /** Lines that go on with a scalar. */
  #skipDeeper(indent: number): void {
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      if (line.indent <= indent) return;
      this.#at += 1;
    }
  }

  /** The next line if it belongs to the block at `indent`. */
  #peek(indent: number): Line | undefined {
    const line = this.#lines[this.#at];
    if (line === undefined || line.indent < indent) return undefined;
    if (line.indent > indent) throw malformed();
    return line;
  }
}

function isItem(line: Line | undefined): line is Line {
  return line !== undefined && startsItem(line.text);
}

function startsItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

function malformed(): CaissonError {
  return new CaissonError('input.malformed', 'the file is not YAML as its tool writes it');
}
