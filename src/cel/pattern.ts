import { RE2JS } from 're2js';
import type { Pattern, PatternMatch } from './declare.ts';
import { CelError } from './value.ts';

const longestPattern = 4_096;
const largestProgram = 20_000;
const mostCachedUnits = 32_768;

/** Patterns that were compiled, so that one in a loop is compiled once. Bounded by the length of their texts. */
export class PatternCache {
  private readonly known = new Map<string, Pattern | CelError>();

  private units = 0;

  get(source: string): Pattern | CelError {
    const found = this.known.get(source);
    if (found !== undefined) return found;
    this.units += source.length + 64;
    if (this.units > mostCachedUnits) {
      this.known.clear();
      this.units = source.length;
    }
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
