import type { PackageFacts } from '../package-component.ts';
import { plainPurl } from '../package-url.ts';

/** A port of vcpkg; `portVersion` counts changes of the build recipe, empty or `0` for none. */
export interface Port {
  readonly name: string;
  readonly version: string;
  readonly portVersion?: string;
  readonly triplet?: string;
}

/** A port as a component (purl specification, type vcpkg): the version is upstream's, as advisories name it. */
export function vcpkgFacts(port: Port, presence: PackageFacts['presence']): PackageFacts {
  const { name, version, triplet = '' } = port;
  const portVersion = port.portVersion === '0' ? '' : (port.portVersion ?? '');
  const qualifiers = { port_version: portVersion, triplet };
  return {
    purl: plainPurl('vcpkg', name, version, { qualifiers }),
    name,
    version,
    ecosystem: 'vcpkg',
    presence,
  };
}

/** Splits `1.2.12#3` into version and port version. */
export function splitPortVersion(text: string): Pick<Port, 'version' | 'portVersion'> {
  const [version = '', portVersion = ''] = text.split('#', 2);
  return { version, portVersion: /^\d{1,9}$/.test(portVersion) ? portVersion : '' };
}

/** Whether a text can be the name of a port: lower-case letters, digits and hyphens. */
export function isPortName(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,127}$/.test(text);
}
