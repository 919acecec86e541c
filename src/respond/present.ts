/** The members that are there: those that are `undefined` are left out. */
export function present<Value extends object>(
  value: Value,
): { readonly [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  // The type says what the filter did.
  return Object.fromEntries(entries) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };
}
