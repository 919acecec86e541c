import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import { isForeignVendor, isVendorOf } from './rpm-vendor.ts';

/**
 * Settles who built an OS package, now that its distribution is known. `thirdParty` stays or is set only where it is
 * certain: on distributions whose vendors we know. What a package does not state is taken for the distribution's own.
 */
export function withOrigin(component: Component, os: OperatingSystem | undefined): Component {
  const isForeign = isThirdParty(component, os);
  if (isForeign === (component.thirdParty === true)) return component;
  const { thirdParty: _, ...rest } = component;
  return isForeign ? { ...rest, thirdParty: true } : rest;
}

function isThirdParty(component: Component, os: OperatingSystem | undefined): boolean {
  if (os === undefined) return false;
  if (component.ecosystem === 'deb')
    return component.thirdParty === true && (os.id === 'debian' || os.id === 'ubuntu');
  const { supplier = '' } = component;
  if (component.ecosystem !== 'rpm' || isVendorOf(supplier, os.id) !== false) return false;
  // A supplier that no distribution knows may be a packager; the reader of the package has told the two apart.
  return isForeignVendor(supplier) ? component.thirdParty === true : true;
}
