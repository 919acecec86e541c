import type { RecordSubject } from '#contract/delivery.ts';

/**
 * Path of the page of the console that shows what a change is about, for links in messages; `about` tells hosts from images. Undefined where
 * no page shows it.
 */
export function consolePage(
  kind: string,
  subject: string,
  about: RecordSubject | undefined,
): string | undefined {
  const id = encodeURIComponent(subject);
  switch (kind.split('.', 1)[0]) {
    case 'finding':
      return `/findings?open=${id}`;
    case 'exception':
      return `/exceptions?open=${id}`;
    case 'incident':
      return `/incidents/${id}`;
    case 'detection':
      return `/runtime?open=${id}`;
    case 'asset':
      return about?.type === 'asset' ? assetPage(about.asset.kind, id) : undefined;
    default:
      return undefined;
  }
}

function assetPage(kind: string, id: string): string {
  if (kind === 'host') return `/hosts/${id}`;
  return kind === 'cluster' ? '/clusters' : `/images/${id}`;
}
