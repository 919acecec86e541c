/** A stretch of text, as offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One match: all of it, and the secrets in it. */
export interface Found extends Span {
  readonly secrets: readonly Span[];
}

/** What finds secrets in Latin-1 text: V8's engine for our own rules, a linear one for those of users. */
export interface Expression {
  /** The first match that begins at `from` or behind it; only there when the expression is pinned. */
  find(text: string, from: number): Found | undefined;
}

/** An expression of a rule that passed the lints. `pinned`: it is tried at one place only. Throws `SyntaxError`. */
export function ownExpression(pattern: string, pinned: boolean, group?: string): Expression {
  const expression = new RegExp(pattern, pinned ? 'dy' : 'dg');
  return {
    find(text, from) {
      expression.lastIndex = from;
      const match = expression.exec(text);
      return match === null ? undefined : foundOf(match, group);
    },
  };
}

function foundOf(match: RegExpExecArray, group: string | undefined): Found {
  const all = match.indices?.[0] ?? [match.index, match.index + match[0].length];
  const named = match.indices?.groups?.[group ?? 'secret'];
  const first =
    group === undefined
      ? match.indices?.find((pair, at) => at > 0 && pair !== undefined)
      : undefined;
  const [start, end] = named ?? first ?? all;
  return { start: all[0], end: all[1], secrets: [{ start, end }] };
}
