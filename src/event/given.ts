/** Members that are there, with their types: what is `undefined` is left out. */
export type Given<Members> = {
  [Name in keyof Members]?: Exclude<Members[Name], undefined>;
};

/** Without the members that are `undefined`. */
export function given<Members extends object>(members: Members): Given<Members> {
  const there: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) there[name] = value;
  return there as Given<Members>;
}
