import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { type GoModule, isLocalPath } from './module-text.ts';

const maxRequirements = 100_000;

/** A module that `go.mod` requires, after replacement. `line` counts from 1. */
export interface GoRequirement extends GoModule {
  readonly indirect: boolean;
  readonly line: number;
}

export interface GoModFile {
  readonly module: string;
  /** The `go` directive; empty when it is missing. */
  readonly go: string;
  /** The `toolchain` directive without `go`; empty when it is missing. */
  readonly toolchain: string;
  readonly requirements: readonly GoRequirement[];
}

interface Directive {
  readonly verb: string;
  readonly words: readonly string[];
  readonly comment: string;
  readonly line: number;
}

/** Parses `go.mod` (Go Modules Reference, section "go.mod files"). Throws `input.malformed`, `limit.entries`. */
export function parseGoMod(text: string): GoModFile {
  const directives = [...directivesOf(text)];
  if (directives.length > maxRequirements)
    throw new CaissonError('limit.entries', `go.mod has more than ${maxRequirements} lines`);
  function wordOf(verb: string): string {
    return directives.find((directive) => directive.verb === verb)?.words[0] ?? '';
  }
  const replacements = replacementsOf(directives);
  return {
    module: wordOf('module'),
    go: wordOf('go'),
    toolchain: wordOf('toolchain').replace(/^go/, ''),
    requirements: directives
      .filter(({ verb }) => verb === 'require')
      .map((directive) => requirementOf(directive, replacements)),
  };
}

function requirementOf(
  { words, comment, line }: Directive,
  replacements: ReadonlyMap<string, GoModule>,
): GoRequirement {
  const [path, version] = words;
  if (path === undefined || version === undefined || !/^v\d/.test(version))
    throw new CaissonError(
      'input.malformed',
      `go.mod requires ${quote(words.join(' '))}, line ${line}`,
    );
  const by = replacements.get(`${path} ${version}`) ?? replacements.get(path) ?? { path, version };
  const module = isLocalPath(by.path) ? { path, version: '' } : by;
  return { ...module, indirect: /\bindirect\b/.test(comment), line };
}

/**
 * Replacements `old [version] => new [version]`, by path and version or by path alone. A new path without a version is a
 * directory.
 */
function replacementsOf(directives: readonly Directive[]): ReadonlyMap<string, GoModule> {
  const found = new Map<string, GoModule>();
  for (const { verb, words } of directives) {
    const arrow = words.indexOf('=>');
    const old = words.slice(0, Math.max(arrow, 0));
    const [path, version = ''] = words.slice(arrow + 1);
    if (verb === 'replace' && path !== undefined && (old.length === 1 || old.length === 2))
      found.set(old.join(' '), { path, version });
  }
  return found;
}

/** Directives of one line and of blocks alike. */
function* directivesOf(text: string): Iterable<Directive> {
  let block = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const slash = raw.indexOf('//');
    const comment = slash === -1 ? '' : raw.slice(slash + 2);
    const words = wordsOf(slash === -1 ? raw : raw.slice(0, slash));
    const [first, second] = words;
    if (first === undefined) continue;
    if (first === ')') block = '';
    else if (block !== '') yield { verb: block, words, comment, line: index + 1 };
    else if (second === '(') block = first;
    else yield { verb: first, words: words.slice(1), comment, line: index + 1 };
  }
}

function wordsOf(line: string): readonly string[] {
  return line
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => (/^(["`]).*\1$/.test(word) ? word.slice(1, -1) : word));
}
