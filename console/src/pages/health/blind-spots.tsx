import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { Icon } from '../../parts/icon.tsx';
import { visible } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';

type Blind = AnswerOf<'readCoverage'>['blind'][number];

/** What is not seen: how much of it, why, and what to do. The most comes first. */
export function BlindSpots(props: { readonly blind: readonly Blind[] }): ReactNode {
  const blind = props.blind.toSorted((a, b) => b.count - a.count);
  return (
    <Card title="What is not seen">
      {blind.length === 0 ? (
        <EmptyState
          reason="nothing-found"
          title="No blind spot is known"
          text="Every host has its sensor, every image was scanned in full, and no data is old."
        />
      ) : undefined}
      <ul className="stack wide">
        {blind.map((one, at) => (
          <li key={`${at} ${one.kind}`} className="blind">
            <span className="count tone-medium">{numberText(one.count)}</span>
            <div>
              <bdi className="strong">{visible(one.title)}</bdi>
              <div className="quiet">
                <bdi>{visible(one.reason)}</bdi>
              </div>
            </div>
            <div>
              <span className="row tight from-top">
                <Icon name="right" />
                <bdi>{visible(one.remedy)}</bdi>
              </span>
              <ShowThem blind={one} />
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ShowThem({ blind }: { readonly blind: Blind }): ReactNode {
  const href = addressOfBlind(blind);
  return href === undefined ? undefined : <To href={href}>Show</To>;
}

/** Where what a blind spot is about can be seen. */
function addressOfBlind({ kind, ref }: Blind): string | undefined {
  const [what = ''] = kind.split('.');
  if (kind === 'asset.never-scanned') return addressOf('/images', { scan: 'never' });
  if (kind === 'asset.scan-failed') return addressOf('/images', { scan: 'failed' });
  if (/^(?:node|host|sensor)$/u.test(what)) return addressOf('/hosts', { open: ref });
  return pages.get(what);
}

const pages: ReadonlyMap<string, string> = new Map([
  ['asset', '/images'],
  ['workload', '/workloads'],
  ['cluster', '/clusters'],
  ['queue', '/jobs?tab=failed'],
]);
