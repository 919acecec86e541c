import { trimSpace } from '../characters.ts';
import type { Comment, Dockerfile } from '../tree.ts';
import { experimentalRules } from './hit.ts';

/** What `check=…` says. */
export interface LintOptions {
  readonly skip: ReadonlySet<string>;
  readonly skipAll: boolean;
  readonly experimental: ReadonlySet<string>;
  readonly experimentalAll: boolean;
  /** Any warning fails the build. */
  readonly error: boolean;
}

const noOptions: LintOptions = {
  skip: new Set(),
  skipAll: false,
  experimental: new Set(),
  experimentalAll: false,
  error: false,
};

/** Reads `skip=A,B;error=true;experimental=X`; a text is what BuildKit says of a wrong one. */
export function parseLintOptions(text: string): LintOptions | string {
  const trimmed = trimSpace(text);
  let options = noOptions;
  if (trimmed === '') return options;
  const [first = '', second, ...rest] = trimmed.split(';');
  const parts = [first, ...(second === undefined ? [] : [second])];
  for (const part of rest.length > 0 ? [...parts, rest.join(';')] : parts) {
    const next = withPart(options, part);
    if (typeof next === 'string') return next;
    options = next;
  }
  return options;
}

function withPart(options: LintOptions, part: string): LintOptions | string {
  const equals = part.indexOf('=');
  if (equals === -1) return `invalid check option ${JSON.stringify(part)}`;
  const key = trimSpace(part.slice(0, equals));
  const value = trimSpace(part.slice(equals + 1));
  const names = new Set(value.split(',').map(trimSpace));
  const all = value === 'all';
  if (key === 'skip') return all ? { ...options, skipAll: true } : { ...options, skip: names };
  if (key === 'experimental')
    return all ? { ...options, experimentalAll: true } : { ...options, experimental: names };
  if (key !== 'error') return `invalid check option ${JSON.stringify(key)}`;
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return { ...options, error: true };
  if (/^(?:0|f|F|FALSE|false|False)$/.test(value)) return { ...options, error: false };
  return `failed to parse check option ${JSON.stringify(part)}`;
}

/** Options of the file and those of the comments before an instruction. */
export function withComments(options: LintOptions, comments: readonly Comment[]): LintOptions {
  for (const { text } of comments) {
    const value = checkComment(text);
    if (value === undefined) continue;
    const own = parseLintOptions(value);
    if (typeof own === 'string') return options;
    return {
      ...options,
      skip: new Set([...options.skip, ...own.skip]),
      skipAll: options.skipAll || own.skipAll,
      experimental: new Set([...options.experimental, ...own.experimental]),
      experimentalAll: options.experimentalAll || own.experimentalAll,
    };
  }
  return options;
}

/** What a comment `check=…` says; text behind the first blank is free. */
export function checkComment(text: string): string | undefined {
  return /^check\s*=\s*(\S[^ ]*)/i.exec(text)?.[1];
}

/** The value of the directive `check` of a file, also below a first line `#!`. */
export function checkDirective({ directives, comments }: Dockerfile): string | undefined {
  const directive = directives.find(({ name }) => name === 'check');
  if (directive !== undefined) return directive.value.split(' ', 1)[0];
  const [first, second] = comments;
  if (first?.line !== 0 || !first.text.startsWith('!') || second?.line !== 1) return undefined;
  return checkComment(second.text);
}

/** Whether a rule speaks under these options. */
export function isOn(rule: string, options: LintOptions): boolean {
  if (experimentalRules.has(rule)) return options.experimentalAll || options.experimental.has(rule);
  return !options.skipAll && !options.skip.has(rule);
}
