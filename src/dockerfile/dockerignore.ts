import { trimSpace } from './characters.ts';
import { type GlobToken, globTokens, matchesGlob } from './glob.ts';

/** A `.dockerignore` as BuildKit reads it (moby/patternmatcher). */
export interface IgnoreFile {
  readonly patterns: readonly IgnorePattern[];
  /** Whether any pattern takes files back in. */
  readonly hasExceptions: boolean;
  /** Whether a path of the context, or a directory above it, is left out. */
  readonly excludes: (path: string) => boolean;
}

interface IgnorePattern {
  /** Cleaned, without `!`. */
  readonly text: string;
  readonly exception: boolean;
  /** From 1. */
  readonly line: number;
}

/** Patterns that are looked at; the rest of a huge file is not. */
const maxPatterns = 10_000;
const maxPatternLength = 1000;

interface Compiled extends IgnorePattern {
  readonly tokens: readonly GlobToken[];
}

/** Reads the text of an ignore file. Never throws; patterns that are no patterns count for nothing. */
export function parseDockerignore(text: string): IgnoreFile {
  const compiled: Compiled[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n', maxPatterns);
  for (const [index, line] of lines.entries()) {
    const pattern = patternOf(line, index + 1);
    const tokens = pattern === undefined ? undefined : globTokens(pattern.text);
    if (pattern !== undefined && tokens !== undefined) compiled.push({ ...pattern, tokens });
  }
  return {
    patterns: compiled,
    hasExceptions: compiled.some(({ exception }) => exception),
    excludes: (path) => excludes(compiled, cleanPath(path)),
  };
}

function patternOf(line: string, number: number): IgnorePattern | undefined {
  if (line.startsWith('#') || line.length > maxPatternLength) return undefined;
  const trimmed = trimSpace(line);
  const exception = trimmed.startsWith('!');
  const raw = exception ? trimSpace(trimmed.slice(1)) : trimmed;
  if (raw === '') return undefined;
  const clean = cleanPath(raw);
  const text = clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
  return { text, exception, line: number };
}

/** The last pattern that matches the path or one of its parents decides. */
function excludes(patterns: readonly Compiled[], path: string): boolean {
  let excluded = false;
  const paths = withParents(path);
  for (const { exception, tokens } of patterns) {
    if (exception !== excluded) continue;
    if (paths.some((each) => matchesGlob(each, tokens))) excluded = !exception;
  }
  return excluded;
}

function withParents(path: string): readonly string[] {
  const paths = [path];
  for (let at = path.indexOf('/'); at !== -1 && paths.length < 256; at = path.indexOf('/', at + 1))
    if (at > 0) paths.push(path.slice(0, at));
  return paths;
}

/** The shortest path that means the same (Go's `path.Clean`). */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) addPart(parts, part, rooted);
  const joined = parts.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

function addPart(parts: string[], part: string, rooted: boolean): void {
  if (part === '' || part === '.') return;
  if (part !== '..') parts.push(part);
  else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
  else if (!rooted) parts.push(part);
}
