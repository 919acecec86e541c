import {
  type Assembly,
  appendMade,
  appendSlice,
  assembled,
  type MappedText,
  verbatim,
} from '../mapped-text.ts';

/** A text with its variables put in; its segments lead back to the text as it was. */
export interface Interpolated {
  readonly mapped: MappedText;
  /** Whether every variable has a value that the project states. */
  readonly known: boolean;
}

/** `compose`: `$A`, `${A}`, `${A:-b}`, `$$`. `hcl`: only `${A}`; `$${` stands for `${`. */
export type Dialect = 'compose' | 'hcl';

/** Levels of defaults in defaults. */
const maxDepth = 8;
/** Longest text that variables are put into. */
const maxText = 1_048_576;

/** Puts variables in (Compose specification, section Interpolation; HCL template syntax). Unknown ones become their name. */
export function interpolate(
  text: string,
  dialect: Dialect,
  variables: ReadonlyMap<string, string>,
): Interpolated {
  const whole = verbatim(text, 0);
  if (!text.includes('$') || text.length > maxText) return { mapped: whole, known: true };
  const state: State = { whole, assembly: { text: '', segments: [] }, dialect, variables };
  const known = walk(state);
  return { mapped: assembled(state.assembly, 0), known };
}

interface State {
  readonly whole: MappedText;
  readonly assembly: Assembly;
  readonly dialect: Dialect;
  readonly variables: ReadonlyMap<string, string>;
}

function walk({ whole, assembly, dialect, variables }: State): boolean {
  const { text } = whole;
  let known = true;
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    const until = dollar === -1 ? text.length : dollar;
    appendSlice(assembly, whole, at, until);
    if (dollar === -1) break;
    const use = variableAt(text, dollar, dialect);
    if (use.value !== undefined) {
      const found = valueOf(use.value, variables, 0);
      known &&= found !== undefined;
      appendMade(assembly, found ?? nameIn(use.value), { start: dollar, end: use.end });
    } else appendMade(assembly, use.text, { start: dollar, end: use.end });
    at = use.end;
  }
  return known;
}

interface Use {
  readonly end: number;
  /** What stands for it when it is no variable. */
  readonly text: string;
  /** What stands between the braces. */
  readonly value?: string;
}

function variableAt(text: string, dollar: number, dialect: Dialect): Use {
  const next = text[dollar + 1];
  if (dialect === 'hcl' && next === '$' && text[dollar + 2] === '{')
    return { end: dollar + 3, text: '${' };
  if (dialect === 'compose' && next === '$') return { end: dollar + 2, text: '$' };
  if (next === '{') {
    const close = closingBrace(text, dollar + 2);
    if (close === undefined) return { end: dollar + 1, text: '$' };
    return { end: close + 1, text: '', value: text.slice(dollar + 2, close) };
  }
  const name =
    dialect === 'compose' ? /^[A-Za-z_]\w{0,255}/.exec(text.slice(dollar + 1, dollar + 257)) : null;
  if (name === null) return { end: dollar + 1, text: '$' };
  return { end: dollar + 1 + name[0].length, text: '', value: name[0] };
}

/** Variables are short: no brace is looked for further than this. */
const maxUse = 1000;

function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < Math.min(text.length, from + maxUse); at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** What `NAME`, `NAME:-default` and their like stand for; `undefined` when nothing in the project says. */
function valueOf(
  use: string,
  variables: ReadonlyMap<string, string>,
  depth: number,
): string | undefined {
  const parts = partsOf(use);
  if (parts === undefined || depth > maxDepth) return undefined;
  const { name, operator, word } = parts;
  const found = variables.get(name);
  const value = operator.startsWith(':') && found === '' ? undefined : found;
  if (operator.endsWith('+')) return value === undefined ? '' : word;
  if (value !== undefined || !operator.endsWith('-')) return value;
  return defaultOf(word, variables, depth);
}

function partsOf(
  use: string,
): { readonly name: string; readonly operator: string; readonly word: string } | undefined {
  const match = /^\s*([A-Za-z_]\w*)\s*(?:(:?[-?+])(.*))?$/s.exec(use);
  if (match === null) return undefined;
  const [, name = '', operator = '', word = ''] = match;
  return { name, operator, word };
}

/** A default may be a variable again. */
function defaultOf(
  word: string,
  variables: ReadonlyMap<string, string>,
  depth: number,
): string | undefined {
  const inner = /^\$\{(.*)\}$/s.exec(word)?.[1];
  return inner === undefined ? word : valueOf(inner, variables, depth + 1);
}

function nameIn(use: string): string {
  return /[A-Za-z_]\w*/.exec(use)?.[0] ?? 'value';
}
