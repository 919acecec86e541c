import type { Json, JsonObject } from '#model/json-value.ts';

/** How values are written into a text, so that they look like what stands around them. */
export interface YamlStyle {
  /** Columns that a nested map is moved in. */
  readonly indent: number;
  /** Columns that the dash of a list is moved in from its key: 0 or 2. */
  readonly dash: number;
  readonly newline: string;
}

/** A value behind its key: ` value`, or a collection on the lines below. `column` is that of the key, from 0. */
export function valueText(value: Json, column: number, style: YamlStyle): string {
  if (isEmptyOrScalar(value)) return ` ${flowText(value)}`;
  if (Array.isArray(value)) {
    const at = column + style.dash;
    return value.map((item: Json) => itemText(item, at, style)).join('');
  }
  return mapText(value as JsonObject, column + style.indent, style);
}

/** The item of a block list with its dash, on a line of its own. */
export function itemText(item: Json, column: number, style: YamlStyle): string {
  const start = `${style.newline}${' '.repeat(column)}-`;
  if (isEmptyOrScalar(item)) return `${start} ${flowText(item)}`;
  const inner = Array.isArray(item)
    ? item.map((one: Json) => itemText(one, column + 2, style)).join('')
    : mapText(item as JsonObject, column + 2, style);
  return `${start} ${inner.slice(style.newline.length).trimStart()}`;
}

/** The entries of a block map, each on a line of its own. */
export function mapText(map: JsonObject, column: number, style: YamlStyle): string {
  return Object.entries(map)
    .map(
      ([key, value]) =>
        `${style.newline}${' '.repeat(column)}${scalarText(key)}:${valueText(value, column, style)}`,
    )
    .join('');
}

/** On one line, as flow style has it. */
export function flowText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => flowText(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, item]) => `${scalarText(key)}: ${flowText(item)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? scalarText(value) : String(value);
}

function isEmptyOrScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}

/** Words that some reader of YAML 1.1 or 1.2 takes for something else than text. */
const reserved = /^(?:y|n|yes|no|on|off|true|false|null|~)$/i;

/** A text as plain scalar where nobody can read it as something else, in quotes otherwise. */
export function scalarText(text: string): string {
  const isPlain = /^[A-Za-z_/][\w./@+-]*(?::[\w./@+-]+)*$/.test(text) && !reserved.test(text);
  return isPlain ? text : JSON.stringify(text);
}
