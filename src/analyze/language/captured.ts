/** What the groups of a pattern captured, in order, empty for those that took no part; `undefined` when it does not match. */
export function captured(pattern: RegExp, text: string): readonly string[] | undefined {
  return pattern
    .exec(text)
    ?.slice(1)
    .map((group: string | undefined) => group ?? '');
}
