/**
 * How the makers of distributions write their name into the `Vendor` of rpm packages, by os-release's `ID`. What another
 * one built is third party there: EPEL (Fedora) on Red Hat's systems, PackageHub (openSUSE) on SUSE's.
 */
const vendors: ReadonlyMap<string, RegExp> = new Map([
  ['rhel', /^red hat\b/i],
  ['centos', /^(?:centos|red hat)\b/i],
  ['almalinux', /^almalinux\b/i],
  ['rocky', /^rocky\b/i],
  ['ol', /^oracle\b/i],
  ['fedora', /^fedora project\b/i],
  ['amzn', /^amazon\b/i],
  ['sles', /^suse\b/i],
  ['sled', /^suse\b/i],
  ['sles_sap', /^suse\b/i],
  ['sle-micro', /^suse\b/i],
  ['sl-micro', /^suse\b/i],
  ['opensuse-leap', /^(?:open)?suse\b/i],
  ['opensuse-tumbleweed', /^(?:open)?suse\b/i],
  ['opensuse-microos', /^(?:open)?suse\b/i],
  ['opensuse', /^(?:open)?suse\b/i],
  ['photon', /^(?:vmware|broadcom)\b/i],
  ['mariner', /^microsoft corporation\b/i],
  ['azurelinux', /^microsoft corporation\b/i],
  ['openeuler', /\bopeneuler\b/i],
  ['mageia', /^mageia\b/i],
]);
const all = [...new Set(vendors.values())];

/** Whether a vendor makes none of the distributions that we know. */
export function isForeignVendor(vendor: string): boolean {
  return !all.some((pattern) => pattern.test(vendor));
}

/** Whether a vendor makes the distribution `id`; `undefined` for one that we do not know. */
export function isVendorOf(vendor: string, id: string): boolean | undefined {
  return vendors.get(id)?.test(vendor);
}
