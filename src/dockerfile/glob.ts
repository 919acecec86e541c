/** A part of a pattern of an ignore file. */
export type GlobToken =
  | { readonly kind: 'char'; readonly char: string }
  /** `?`, `*`: anything but a slash, once or any number of times. */
  | { readonly kind: 'one' }
  | { readonly kind: 'star' }
  /** `**` in the middle: any number of whole directories; `within` always follows it. */
  | { readonly kind: 'directories' }
  | { readonly kind: 'within' }
  /** `**` where anything may follow or go before. */
  | { readonly kind: 'anything' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly CharRange[] };

interface CharRange {
  readonly from: string;
  readonly to: string;
}

/** The tokens of a pattern; `undefined` when it is none: a bracket that does not close. */
export function globTokens(pattern: string): readonly GlobToken[] | undefined {
  const tokens: GlobToken[] = [];
  let at = 0;
  while (at < pattern.length) {
    const read = tokenAt(pattern, at);
    if (read === undefined) return undefined;
    tokens.push(read.token);
    if (read.token.kind === 'directories') tokens.push({ kind: 'within' });
    at = read.next;
  }
  // `**name` without any other wildcard is the end of a path, slash or not.
  if (tokens[0]?.kind === 'directories' && pattern[2] !== '/' && isLiteral(tokens.slice(2)))
    return [{ kind: 'anything' }, ...tokens.slice(2)];
  return tokens;
}

function isLiteral(tokens: readonly GlobToken[]): boolean {
  return tokens.every(({ kind }) => kind === 'char');
}

interface Read {
  readonly token: GlobToken;
  readonly next: number;
}

function tokenAt(pattern: string, at: number): Read | undefined {
  const char = pattern.charAt(at);
  if (char === '*' && pattern[at + 1] === '*') {
    const next = pattern[at + 2] === '/' ? at + 3 : at + 2;
    return { token: { kind: next >= pattern.length ? 'anything' : 'directories' }, next };
  }
  if (char === '*') return { token: { kind: 'star' }, next: at + 1 };
  if (char === '?') return { token: { kind: 'one' }, next: at + 1 };
  if (char === '[') return classAt(pattern, at);
  if (char === '\\' && at + 1 < pattern.length)
    return { token: { kind: 'char', char: pattern.charAt(at + 1) }, next: at + 2 };
  return { token: { kind: 'char', char }, next: at + 1 };
}

function classAt(pattern: string, from: number): Read | undefined {
  const negated = pattern[from + 1] === '^';
  const ranges: CharRange[] = [];
  let at = from + (negated ? 2 : 1);
  while (at < pattern.length && (pattern[at] !== ']' || ranges.length === 0)) {
    const low = classChar(pattern, at);
    at = low.next;
    const isRange = pattern[at] === '-' && pattern[at + 1] !== undefined && pattern[at + 1] !== ']';
    const high = isRange ? classChar(pattern, at + 1) : low;
    at = high.next;
    ranges.push({ from: low.char, to: high.char });
  }
  if (at >= pattern.length) return undefined;
  return { token: { kind: 'class', negated, ranges }, next: at + 1 };
}

function classChar(pattern: string, at: number): { readonly char: string; readonly next: number } {
  const escaped = pattern[at] === '\\' && at + 1 < pattern.length;
  const place = escaped ? at + 1 : at;
  return { char: pattern.charAt(place), next: place + 1 };
}

/** Whether a pattern matches all of a path; work is bounded by the product of both lengths. */
export function matchesGlob(path: string, tokens: readonly GlobToken[]): boolean {
  let states = closure(tokens, new Set([0]));
  for (let at = 0; at < path.length && states.size > 0; at += 1) {
    const char = path.charAt(at);
    const next = new Set<number>();
    for (const state of states) step(tokens, { state, char, next });
    states = closure(tokens, next);
  }
  return states.has(tokens.length);
}

/** States that are reached without a character. */
function closure(tokens: readonly GlobToken[], states: Set<number>): Set<number> {
  // A set that grows while it is walked shows what was added.
  for (const state of states) {
    const kind = tokens[state]?.kind;
    if (kind === 'star' || kind === 'anything') states.add(state + 1);
    if (kind === 'directories') states.add(state + 1).add(state + 2);
  }
  return states;
}

function step(
  tokens: readonly GlobToken[],
  { state, char, next }: { readonly state: number; readonly char: string; next: Set<number> },
): void {
  const token = tokens[state];
  if (token === undefined) return;
  if (token.kind === 'anything' || (token.kind === 'star' && char !== '/')) next.add(state);
  else if (token.kind === 'within') {
    next.add(state);
    if (char === '/') next.add(state + 1);
  } else if (matchesOne(token, char)) next.add(state + 1);
}

function matchesOne(token: GlobToken, char: string): boolean {
  if (token.kind === 'char') return token.char === char;
  if (token.kind === 'one') return char !== '/';
  if (token.kind !== 'class') return false;
  return token.ranges.some(({ from, to }) => char >= from && char <= to) !== token.negated;
}
