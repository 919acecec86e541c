import { RE2JS } from 're2js';
import type { Pattern, PatternMatch } from './declare.ts';
import { CelError } from './value.ts';

const longestPattern = 4_096;
const largestProgram = 20_000;
const mostCached = 256;

/** Patterns that were compiled, so that one in a loop is compiled once. Bounded in number and, by their length, in bytes. */
export class PatternCache {
  private readonly known = new Map<string, Pattern | CelError>();

  get(source: string): Pattern | CelError {
    const found = this.known.get(source);
    if (found !== undefined) return found;
    if (this.known.size >= mostCached) this.known.clear();
    const made = compilePattern(source);
    this.known.set(source, made);
    return made;
  }
}

/** A pattern of RE2 syntax, or the error that says what is wrong with it. */
export function compilePattern(source: string): Pattern | CelError {
  if (source.length > longestPattern)
    return new CelError(`pattern longer than ${longestPattern} characters`);
  try {
    const compiled = RE2JS.compile(source);
    if (compiled.programSize() > largestProgram) return new CelError('pattern is too complex');
    return { test: (text) => compiled.test(text), matches: matcher(compiled) };
  } catch (error) {
    return new CelError(`invalid pattern: ${error instanceof Error ? error.message : 'malformed'}`);
  }
}

function matcher(compiled: RE2JS): Pattern['matches'] {
  return (text, limit = Number.POSITIVE_INFINITY) => {
    const found: PatternMatch[] = [];
    const search = compiled.matcher(text);
    while (found.length < limit && search.find()) {
      const groups = Array.from({ length: search.groupCount() + 1 }, (_, at) => {
        const group = search.group(at);
        return group ?? undefined;
      });
      found.push({ start: search.start(), end: search.end(), groups });
    }
    return found;
  };
}
