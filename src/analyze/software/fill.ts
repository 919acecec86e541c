/** Text with the named groups in braces filled in; a group that took no part is empty. */
export function fill(template: string, groups: ReadonlyMap<string, string>): string {
  return template.replaceAll(/\{(\w{1,32})\}/g, (_, name: string) => groups.get(name) ?? '');
}
