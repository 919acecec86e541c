import { type Component, componentId } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { OperatingSystem } from '#model/os.ts';
import { formatPurl, parsePurl } from '#model/purl.ts';

/**
 * Gives the purl of an OS package what its database does not tell: the distribution as namespace and as `distro` qualifier
 * (`pkg:deb/bash@5.2-1?arch=amd64` becomes `pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-12`), and a new `id` with it.
 * Components of other kinds, and those that already have a namespace, come back as they are.
 */
export function completePurl(component: Component, os: OperatingSystem): Component {
  if (!isOperatingSystemEcosystem(component.ecosystem)) return component;
  const parts = parsePurl(component.purl);
  if (parts.namespace !== undefined) return component;
  const distro = os.version === '' ? os.id : `${os.id}-${os.version}`;
  const purl = formatPurl({
    ...parts,
    namespace: namespaceOf(os.id),
    qualifiers: { ...parts.qualifiers, distro },
  });
  return { ...component, purl, id: renamed(component, purl) };
}

/** Whatever followed the purl in the id stays. */
function renamed(component: Component, purl: string): string {
  if (!component.id.startsWith(`${component.purl}#`))
    return componentId(purl, component.locations[0].path);
  return purl + component.id.slice(component.purl.length);
}

/** The vendor names that purl-spec's examples and other scanners use where they differ from os-release's `ID`. */
function namespaceOf(id: string): string {
  if (id === 'rhel') return 'redhat';
  return id.startsWith('opensuse') ? 'opensuse' : id;
}
