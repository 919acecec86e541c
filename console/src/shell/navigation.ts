import type { Permission } from '#wire/permission.ts';
import type { IconName } from '../parts/icon.tsx';

/** A place of the console, as the rail and the palette name it. */
export interface NavEntry {
  readonly href: string;
  readonly title: string;
  readonly icon: IconName;
  readonly needs: Permission;
}

/** Places by what one comes for. */
export const navigation: readonly {
  readonly title: string;
  readonly entries: readonly NavEntry[];
}[] = [
  {
    title: 'Decide',
    entries: [
      { href: '/', title: 'Today', icon: 'today', needs: 'finding.read' },
      { href: '/findings', title: 'Findings', icon: 'findings', needs: 'finding.read' },
      {
        href: '/vulnerabilities',
        title: 'Vulnerabilities',
        icon: 'vulnerability',
        needs: 'finding.read',
      },
      { href: '/exceptions', title: 'Exceptions', icon: 'exception', needs: 'finding.read' },
      { href: '/attack-paths', title: 'Attack paths', icon: 'path', needs: 'finding.read' },
    ],
  },
  {
    title: 'What there is',
    entries: [
      { href: '/images', title: 'Images', icon: 'image', needs: 'asset.read' },
      { href: '/components', title: 'Components', icon: 'component', needs: 'asset.read' },
      { href: '/workloads', title: 'Workloads', icon: 'workload', needs: 'asset.read' },
      { href: '/hosts', title: 'Hosts and clusters', icon: 'host', needs: 'asset.read' },
      { href: '/network', title: 'Network', icon: 'network', needs: 'asset.read' },
    ],
  },
  {
    title: 'What happens',
    entries: [
      { href: '/incidents', title: 'Incidents', icon: 'incident', needs: 'runtime.read' },
      { href: '/runtime', title: 'Runtime', icon: 'runtime', needs: 'runtime.read' },
    ],
  },
  {
    title: 'Account for',
    entries: [
      { href: '/compliance', title: 'Compliance', icon: 'compliance', needs: 'finding.read' },
      { href: '/reports', title: 'Reports', icon: 'report', needs: 'report.read' },
      { href: '/coverage', title: 'Coverage', icon: 'coverage', needs: 'asset.read' },
      { href: '/settings', title: 'Settings', icon: 'settings', needs: 'self' },
    ],
  },
];

/** What the bottom bar of a telephone has beside “More”. */
export const bottomPlaces: readonly string[] = ['/', '/findings', '/images', '/incidents'];
