import type { ComponentType } from 'react';

/** One page: its address and the module that has it. The module exports `Page`. */
export interface PageEntry {
  readonly path: string;
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

/** Every page of the console. A new page is one line here (and one in `shell/navigation.ts`, where it belongs in the rail). */
export const pages: readonly PageEntry[] = [
  { path: '/', load: () => import('./today/today-page.tsx') },
  { path: '/findings', load: () => import('./findings/findings-page.tsx') },
  {
    path: '/vulnerabilities',
    load: () => import('./vulnerabilities/vulnerabilities-page.tsx'),
  },
  { path: '/exceptions', load: () => import('./exceptions/exceptions-page.tsx') },
  { path: '/images', load: () => import('./images/images-page.tsx') },
  { path: '/images/$id', load: () => import('./images/image-page.tsx') },
  { path: '/components', load: () => import('./components/components-page.tsx') },
  { path: '/workloads', load: () => import('./workloads/workloads-page.tsx') },
  { path: '/workloads/$id', load: () => import('./workloads/workload-page.tsx') },
  { path: '/network', load: () => import('./network/network-page.tsx') },
  { path: '/attack-paths', load: () => import('./attack-paths/attack-paths-page.tsx') },
  { path: '/attack-paths/$id', load: () => import('./attack-paths/attack-path-page.tsx') },
  { path: '/runtime', load: () => import('./runtime/runtime-page.tsx') },
  { path: '/incidents', load: () => import('./incidents/incidents-page.tsx') },
  { path: '/incidents/$id', load: () => import('./incidents/incident-page.tsx') },
  { path: '/compliance', load: () => import('./compliance/compliance-page.tsx') },
  { path: '/compliance/$id', load: () => import('./compliance/framework-page.tsx') },
  { path: '/hosts', load: () => import('./hosts/hosts-page.tsx') },
  { path: '/hosts/$id', load: () => import('./hosts/host-page.tsx') },
  { path: '/clusters', load: () => import('./clusters/clusters-page.tsx') },
  { path: '/coverage', load: () => import('./health/health-page.tsx') },
  { path: '/jobs', load: () => import('./jobs/jobs-page.tsx') },
  { path: '/reports', load: () => import('./reports/reports-page.tsx') },
  { path: '/settings', load: () => import('./settings/settings-page.tsx') },
  { path: '/sign-in', load: () => import('./sign-in/sign-in-page.tsx') },
  { path: '/welcome', load: () => import('./sign-in/sign-in-page.tsx') },
];
