import type { Fix, SourceRange } from '#model/source-range.ts';
import { boundSecrets } from './binding.ts';
import type { JenkinsFacts } from './facts.ts';
import { argumentOf, type GroovyCall, type PlacedCall } from './groovy.ts';
import type { GroovyText } from './text.ts';

/** A secret that Groovy puts into the text of a command. */
export interface InterpolatedSecret {
  readonly name: string;
  readonly command: string;
  readonly range: SourceRange;
  /** Only of the first one of a text. */
  readonly fix?: Fix | undefined;
}

const commands = /^(?:sh|bat|powershell|pwsh)$/;

/** Secrets of bindings in texts with double quotes that a command executes. */
export function interpolatedSecrets({ calls }: JenkinsFacts): readonly InterpolatedSecret[] {
  const bound = boundSecrets(calls);
  if (bound.length === 0) return [];
  return calls
    .filter(({ call }) => commands.test(call.name))
    .flatMap((placed) => {
      const names = new Set(
        bound.flatMap((each) => (reaches(each.scope, placed) ? each.names : [])),
      );
      return namedIn(placed.call, names);
    });
}

function reaches(scope: GroovyCall | undefined, { within }: PlacedCall): boolean {
  return scope === undefined || within.includes(scope);
}

function namedIn(call: GroovyCall, names: ReadonlySet<string>): readonly InterpolatedSecret[] {
  const texts = argumentOf(call, 'script')?.texts ?? [];
  return texts.flatMap((text) => {
    const found = text.holes.filter(({ expression }) => names.has(nameIn(expression)));
    return found.map(({ start, end, expression }, at) => ({
      name: nameIn(expression),
      command: call.name,
      range: text.rangeOf(start, end),
      fix: at === 0 && call.name === 'sh' ? quoteFix(text) : undefined,
    }));
  });
}

function nameIn(expression: string): string {
  return expression.replace(/^env\./, '');
}

/** Single quotes in place of double ones, where the shell then reads the same variables. */
function quoteFix({ value, holes, token, range }: GroovyText): Fix | undefined {
  const isPlain = holes.every(({ expression }) => /^[A-Z][A-Z0-9_]*$/.test(expression));
  const quote = new Map([
    ['"', "'"],
    ['"""', "'''"],
  ]).get(token.quote ?? '');
  const written = token.end - token.start - 2 * (token.quote?.length ?? 0);
  if (!isPlain || quote === undefined || token.closed !== true) return undefined;
  if (value.includes("'") || value.length !== written) return undefined;
  const { length } = quote;
  const edits = [
    { start: range.start, end: range.start + length, text: quote },
    { start: range.end - length, end: range.end, text: quote },
  ];
  return { title: 'let the shell read the variable: use single quotes', safety: 'review', edits };
}
