import { addressOf } from './view.ts';

/** Address of the page of a workload. */
export function workloadHref(id: string): string {
  return `/workloads/${encodeURIComponent(id)}`;
}

/** Address of the page of an image. */
export function imageHref(id: string): string {
  return `/images/${encodeURIComponent(id)}`;
}

/** Address of the page of what was scanned; hosts and clusters have pages of their own. */
export function assetHref(kind: string | undefined, id: string): string {
  if (kind === 'host' || kind === 'node') return `/hosts/${encodeURIComponent(id)}`;
  return kind === 'cluster' ? '/clusters' : imageHref(id);
}

/** Address of the page of an incident. */
export function incidentHref(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

/** Where a moment of a timeline leads; its kind says what its reference is. */
export function momentHref(kind: string, ref: string | undefined): string | undefined {
  if (ref === undefined || ref === '') return undefined;
  switch (kind) {
    case 'detection':
      return addressOf('/runtime', { open: ref });
    case 'incident':
      return incidentHref(ref);
    case 'scan':
    case 'deploy':
    case 'finding':
      return imageHref(ref);
    default:
      return undefined;
  }
}

/** `west-1 / shop`, of what is known of a place. */
export function placeText(place: {
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
}): string {
  return [place.cluster, place.namespace].filter(Boolean).join(' / ');
}

/** The start of a container id, as tools show it. */
export function shortId(id: string): string {
  return id.length > 16 ? id.slice(0, 12) : id;
}
