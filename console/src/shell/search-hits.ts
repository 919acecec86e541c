import { useEffect, useState } from 'react';
import { useRead } from '../api/hooks.ts';
import type { IconName } from '../parts/icon.tsx';
import { addressOf } from '../parts/view.ts';
import { navigation } from './navigation.ts';

/** What was found. */
export interface Hit {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly detail?: string | undefined;
}

/** Pages and things of this name; things are asked for when one has paused to type. */
export function useHits(text: string): { readonly hits: readonly Hit[]; readonly none: string } {
  const wanted = text.trim();
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), 180);
    return () => clearTimeout(timer);
  }, [wanted]);
  const isAsked = asked.length >= 2;
  const found = useRead('search', { query: { q: asked } }, { enabled: isAsked });
  if (wanted === '') return { hits: [], none: '' };
  const low = wanted.toLowerCase();
  const places = navigation
    .flatMap((group) => group.entries)
    .filter((entry) => entry.title.toLowerCase().includes(low))
    .map((entry) => ({ kind: 'page', id: entry.href, title: entry.title }));
  const named = isAsked ? (found.data?.items ?? []) : [];
  return { hits: [...places.slice(0, 4), ...named].slice(0, 30), none: noneText(wanted, found) };
}

function noneText(
  wanted: string,
  found: { readonly error: Error | null; readonly isSuccess: boolean },
): string {
  if (wanted.length < 2) return 'Two letters at least.';
  if (found.error !== null) return found.error.message;
  return found.isSuccess ? 'Nothing has this name.' : 'Looking …';
}

/** The mark of a kind of thing. */
export function iconOf(kind: string): IconName {
  const icons: Readonly<Record<string, IconName>> = {
    image: 'image',
    workload: 'workload',
    finding: 'findings',
    vulnerability: 'vulnerability',
    incident: 'incident',
    host: 'host',
    component: 'component',
    page: 'right',
  };
  return icons[kind] ?? 'right';
}

/** Where a thing is shown. */
export function addressOfHit(hit: Hit): string {
  const addresses: Readonly<Record<string, string>> = {
    image: `/images/${encodeURIComponent(hit.id)}`,
    workload: `/workloads/${encodeURIComponent(hit.id)}`,
    incident: `/incidents/${encodeURIComponent(hit.id)}`,
    host: addressOf('/hosts', { open: hit.id }),
    finding: addressOf('/findings', { open: hit.id }),
    vulnerability: addressOf('/findings', { rule: hit.id }),
    component: addressOf('/components', { q: hit.title }),
  };
  return addresses[hit.kind] ?? (hit.id.startsWith('/') && !hit.id.startsWith('//') ? hit.id : '/');
}
