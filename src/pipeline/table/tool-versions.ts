/** Actions that fetch the newest version of a tool unless an input names one; by lower-case name, with that input. */
const tools: ReadonlyMap<string, string> = new Map<string, string>([
  ['1password/load-secrets-action', 'version'],
  ['aquasecurity/setup-trivy', 'version'],
]);

/** The input that names the version of the tool; `undefined` for actions that check what they fetch. */
export function toolInput(source: string): string | undefined {
  return tools.get(source.toLowerCase());
}
