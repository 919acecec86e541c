import type { Pattern, PatternMatch } from '#cel/declare.ts';
import { CelError } from '#cel/value.ts';
import type { Arguments } from './arguments.ts';
import type { Execution } from './value.ts';

/** `regex_match(pattern, text)`: RE2, in time that is linear in the text. */
export function matchPattern(args: Arguments, execution: Execution): boolean {
  return compiled(args, execution).test(args.shown(1));
}

/** `regex_replace_all`: `$1` and `${name}` in the replacement stand for groups when it is expanded. */
export function replacePattern(args: Arguments, execution: Execution, expands: boolean): string {
  const pattern = compiled(args, execution);
  const [text, made] = [args.shown(1), args.shown(2)];
  const names = groupNames(args.text(0));
  const out: string[] = [];
  let at = 0;
  for (const match of pattern.matches(text)) {
    const with_ = expands ? expand(made, match, names) : made;
    execution.budget.make(with_.length + match.start - at);
    out.push(text.slice(at, match.start), with_);
    at = match.end;
  }
  return out.join('') + text.slice(at);
}

function compiled(args: Arguments, { budget, patterns }: Execution): Pattern {
  const source = args.text(0);
  budget.spend(10 + (source.length * args.shown(1).length) / 20);
  const pattern = patterns.get(source);
  if (pattern instanceof CelError) throw args.failure(pattern.message);
  return pattern;
}

/** Go's `Regexp.Expand`. */
function expand(template: string, { groups }: PatternMatch, names: readonly string[]): string {
  return template.replaceAll(
    /\$(?:\$|(\w+)|\{(\w+)\})/g,
    (whole, bare: string | undefined, braced: string | undefined) => {
      const name = bare ?? braced;
      if (name === undefined) return whole === '$$' ? '$' : whole;
      const at = /^\d+$/.test(name) ? Number(name) : names.indexOf(name);
      return at < 0 ? '' : (groups[at] ?? '');
    },
  );
}

/** Names of groups by their numbers; those without are empty. */
function groupNames(source: string): readonly string[] {
  const names = [''];
  const groups = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?P?<([A-Za-z]\w*)>|(?!\?))/gs;
  for (const [part, name] of source.matchAll(groups))
    if (part.startsWith('(')) names.push(name ?? '');
  return names;
}
