import { skipSpace, trimEnd } from './characters.ts';
import { lineSpan } from './logical-line.ts';
import type { SourceText, Span } from './source-text.ts';
import type { Directive, Problem } from './tree.ts';

const directivePattern = /^([a-zA-Z][a-zA-Z0-9]*)(\s*=\s*)/;

/** What stands at the very top of a file. */
export interface Zone {
  readonly directives: readonly Directive[];
  readonly problems: readonly Problem[];
  readonly escape: '\\' | '`';
}

/**
 * Reads the parser directives: lines `# name=value` until the first line that is anything else. Names count once, in any
 * casing; unknown ones end the zone.
 */
export function readDirectives(source: SourceText): Zone {
  const directives: Directive[] = [];
  const problems: Problem[] = [];
  let escape: '\\' | '`' = '\\';
  for (let line = 0; line < source.lineStarts.length; line += 1) {
    const directive = directiveOf(source, lineSpan(source, line));
    if (directive === undefined) break;
    const { name, value, span } = directive;
    const message = complaint(directives, directive);
    if (message !== undefined) {
      problems.push({ phase: 'syntax', code: 'bad-directive', message, span });
      break;
    }
    if (name === 'escape') escape = value === '`' ? '`' : '\\';
    directives.push(directive);
  }
  return { directives, problems, escape };
}

function directiveOf({ text }: SourceText, line: Span): Directive | undefined {
  const start = skipSpace(text, line.start, line.end);
  if (text[start] !== '#' || start >= line.end) return undefined;
  const from = skipSpace(text, start + 1, line.end);
  const match = directivePattern.exec(text.slice(from, Math.min(line.end, from + 200)));
  if (match === null) return undefined;
  const name = directiveName((match[1] ?? '').toLowerCase());
  const valueSpan = { start: from + match[0].length, end: trimEnd(text, start, line.end) };
  if (name === undefined || valueSpan.end <= valueSpan.start) return undefined;
  const value = text.slice(valueSpan.start, valueSpan.end);
  return { name, value, span: { start, end: valueSpan.end }, valueSpan };
}

function directiveName(name: string): Directive['name'] | undefined {
  return name === 'syntax' || name === 'escape' || name === 'check' ? name : undefined;
}

function complaint(before: readonly Directive[], { name, value }: Directive): string | undefined {
  if (before.some((other) => other.name === name))
    return `only one ${name} parser directive can be used`;
  if (name === 'escape' && value !== '\\' && value !== '`')
    return `invalid escape token '${value.slice(0, 80)}' does not match \` or \\`;
  return undefined;
}
