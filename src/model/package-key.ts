import type { Ecosystem } from './ecosystem.ts';

/**
 * The spelling under which advisories of an ecosystem are filed and looked up: PEP 503 for PyPI, lower case where the
 * registry ignores case, everything else as it is (Go paths and crate names are case-sensitive).
 */
export function packageKey(ecosystem: Ecosystem, name: string): string {
  switch (ecosystem) {
    case 'pypi':
      return name.toLowerCase().replace(/[-_.]+/g, '-');
    case 'npm':
    case 'composer':
    case 'nuget':
    case 'bitnami':
    case 'github':
    case 'hex':
    case 'pub':
      return name.toLowerCase();
    case 'swift':
      return name
        .toLowerCase()
        .replace(/^https?:\/\//, '')
        .replace(/\.git$/, '');
    default:
      return name;
  }
}
