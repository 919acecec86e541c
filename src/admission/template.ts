import { CelError, type Result } from '#cel/value.ts';
import { CaissonError } from '#kit/error.ts';
import { isList, isObject } from '#kube/json.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { Json } from '#model/json-value.ts';
import { parseYaml } from '#yaml/parse.ts';
import { jsonOfValue } from './cel-json.ts';
import type { Expression } from './expression.ts';
import { objectOf } from './patch.ts';

/** A part of a text: as it is, or an expression whose value stands there. */
interface Segment {
  readonly text: string;
  readonly isExpression: boolean;
}

/** Objects written as YAML, in which `((expression))` stands for a value (Kyverno, GeneratingPolicy). */
export interface Template {
  readonly documents: readonly Json[];
  /** By the text between the brackets. */
  readonly expressions: ReadonlyMap<string, Expression>;
  readonly interpolate: boolean;
}

/** The objects of a template's text. Throws `input.malformed` when it is no YAML. */
export function templateDocuments(text: string): readonly Json[] {
  const { documents, problems } = parseYaml(text);
  const [problem] = problems;
  if (problem !== undefined)
    throw new CaissonError('input.malformed', `${problem.message} (line ${problem.range.line})`);
  return documents.flatMap(({ root }) => {
    const json = root === undefined ? null : jsonOf(root);
    return json === null ? [] : [json];
  });
}

/** All expressions in a document. Throws `input.malformed` where brackets do not close. */
export function expressionsIn(value: Json): readonly string[] {
  if (typeof value === 'string')
    return segmentsOf(value).flatMap(({ text, isExpression }) => (isExpression ? [text] : []));
  if (isList(value)) return value.flatMap(expressionsIn);
  return isObject(value) ? Object.values(value).flatMap(expressionsIn) : [];
}

/** Splits a text at `((` and `))`; `\((` is no expression. */
function segmentsOf(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let literal = '';
  for (let at = 0; at < text.length; ) {
    if (text.startsWith('\\((', at)) {
      literal += '((';
      at += 3;
    } else if (text.startsWith('((', at)) {
      const end = endOf(text, at + 2);
      if (literal !== '') segments.push({ text: literal, isExpression: false });
      literal = '';
      segments.push({ text: text.slice(at + 2, end).trim(), isExpression: true });
      at = end + 2;
    } else {
      literal += text.charAt(at);
      at += 1;
    }
  }
  if (literal !== '') segments.push({ text: literal, isExpression: false });
  return segments;
}

/** Where the `))` stands that closes an expression: brackets and quoted texts in it are passed over. */
function endOf(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"' || char === "'") at = quoteEnd(text, at, char);
    else if (char === '(') depth += 1;
    else if (char === ')' && depth > 0) depth -= 1;
    else if (char === ')' && text.charAt(at + 1) === ')') return at;
  }
  throw new CaissonError(
    'input.malformed',
    `"((" is not closed in ${JSON.stringify(text.slice(0, 100))}`,
  );
}

function quoteEnd(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}

/** The objects of a template with the values of its expressions. */
export function renderTemplate(
  { documents, expressions, interpolate }: Template,
  run: (expression: Expression) => Result,
): readonly Json[] | CelError {
  if (!interpolate) return documents;
  const out: Json[] = [];
  for (const document of documents) {
    const rendered = render(document, (text) => {
      const expression = expressions.get(text);
      return expression === undefined
        ? new CelError(`unknown expression ${text}`)
        : run(expression);
    });
    if (rendered instanceof CelError) return rendered;
    out.push(rendered);
  }
  return out;
}

type Run = (text: string) => Result;

function render(value: Json, run: Run): Json | CelError {
  if (typeof value === 'string') return renderText(value, run);
  if (isList(value)) {
    const items = value.map((item) => render(item, run));
    return items.find((item) => item instanceof CelError) ?? items.filter(isJson);
  }
  if (!isObject(value)) return value;
  const entries: (readonly [string, Json])[] = [];
  for (const [key, item] of Object.entries(value)) {
    const rendered = render(item, run);
    if (rendered instanceof CelError) return rendered;
    entries.push([key, rendered]);
  }
  return objectOf(entries);
}

function isJson(value: Json | CelError): value is Json {
  return !(value instanceof CelError);
}

/** A text that is one expression becomes its value, whatever it is; otherwise values are written into the text. */
function renderText(text: string, run: Run): Json | CelError {
  if (!text.includes('((')) return text;
  const segments = segmentsOf(text);
  const [only] = segments;
  if (segments.length === 1 && only?.isExpression === true) return valueOf(only, run);
  let out = '';
  for (const segment of segments) {
    const value = segment.isExpression ? valueOf(segment, run) : segment.text;
    if (value instanceof CelError) return value;
    if (value === null || typeof value === 'object')
      return new CelError(`((${segment.text})) within a text gives neither text nor number`);
    out += String(value);
  }
  return out;
}

function valueOf({ text }: Segment, run: Run): Json | CelError {
  const result = run(text);
  return result instanceof CelError ? result : jsonOfValue(result);
}
