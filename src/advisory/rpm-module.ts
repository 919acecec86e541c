import type { AffectedRange } from '#model/advisory.ts';

/**
 * The module streams that an erratum of Red Hat's family names in its summary, as `name:stream`: `Important: nodejs:18 security
 * update`, `virt:rhel and virt-devel:rhel bug fix update`, `httpd:2.4/mod_http2`. Empty when it names none.
 * Errata of ordinary packages name a version in the same way, so that only modular entries may be asked (`isModular`).
 */
export function modulesOf(summary: unknown): readonly string[] {
  if (typeof summary !== 'string') return [];
  const words = summary.slice(0, 300).split(/[\s,;/]+/);
  return [...new Set(words.filter(isStream))];
}

/** Whether all fixes are builds of modules, which carry `.module_el8` or `.module+el8` in their release. */
export function isModular(ranges: readonly AffectedRange[]): boolean {
  const fixes = ranges.flatMap((range) => range.fixed ?? []);
  return fixes.length > 0 && fixes.every((fixed) => fixed.includes('.module'));
}

function isStream(word: string): boolean {
  return /^[A-Za-z0-9][\w+-]{0,60}:[A-Za-z0-9][\w.-]{0,40}$/.test(word);
}
