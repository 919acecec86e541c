/** Members that are there, with their types: what is `undefined` is left out. */
export type Given<Members> = {
  [Name in keyof Members]?: Exclude<Members[Name], undefined>;
};

/** Without the members that are `undefined`. */
export function given<Members extends object>(members: Members): Given<Members> {
  for (const [name, value] of Object.entries(members))
    if (value === undefined) Reflect.deleteProperty(members, name);
  return members as Given<Members>;
}
