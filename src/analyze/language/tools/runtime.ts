import { formatPurl } from '#model/purl.ts';
import { type PackageFacts, textOf } from '../package-component.ts';

/** Names that version managers give to runtimes, by the name under which we know the product. */
const products: ReadonlyMap<string, string> = new Map([
  ['node', 'nodejs'],
  ['golang', 'go'],
  ['java', 'openjdk'],
  ['jdk', 'openjdk'],
  ['python3', 'python'],
  ['dotnet-core', 'dotnet'],
  ['dotnet-sdk', 'dotnet'],
  ['erlang-otp', 'erlang'],
]);

/**
 * A runtime that a project asks for in a certain version, `pkg:generic/PRODUCT@VERSION`; `undefined` for what names no
 * version: `system`, `latest`, `lts/*`, `ref:main`, `path:…`, ranges.
 */
export function runtimeFacts(tool: string, wanted: string): PackageFacts | undefined {
  const name = textOf(products.get(tool.toLowerCase()) ?? tool.toLowerCase());
  const version = textOf(versionOf(wanted));
  if (name === undefined || version === undefined || !/^[a-z0-9][\w.+-]*$/.test(name))
    return undefined;
  return {
    purl: formatPurl({ type: 'generic', name, version }),
    name,
    version,
    ecosystem: 'generic',
    presence: 'declared',
    direct: true,
  };
}

/** Without `v` and the distribution in front: `v20.10.0`, `temurin-17.0.9+9`, `ruby-3.2.2`, `go1.22.1`, `graalce-22.3`. */
function versionOf(wanted: string): string | undefined {
  return /^(?:[A-Za-z][A-Za-z_]{0,40}[0-9]{0,2}-|v|go)?(\d[\w.+-]{0,100})$/.exec(
    wanted.slice(0, 200).trim(),
  )?.[1];
}
