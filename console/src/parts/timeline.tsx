import type { ReactNode } from 'react';
import { Shape, toneOf } from './badges.tsx';
import { Icon, type IconName } from './icon.tsx';
import { visible } from './name.tsx';
import { Time } from './time.tsx';
import { To } from './to.tsx';

/** Something that happened. */
export interface Happening {
  readonly time: number;
  readonly text: string;
  readonly by?: string;
  readonly kind?: string;
  readonly severity?: string | undefined;
  readonly href?: string | undefined;
}

const icons: Readonly<Record<string, IconName>> = {
  scan: 'image',
  'asset.scanned': 'image',
  'asset.seen': 'plus',
  seen: 'plus',
  deploy: 'send',
  detection: 'runtime',
  incident: 'incident',
  'incident.opened': 'incident',
  exec: 'right',
  policy: 'exception',
  action: 'check',
  gone: 'close',
  finding: 'findings',
  'finding.opened': 'findings',
  'finding.fixed': 'check',
};

/** What happened, newest first. */
export function TimelineList(props: { readonly items: readonly Happening[] }): ReactNode {
  return (
    <ol className="timeline">
      {props.items.map((item, at) => (
        <li key={`${item.time} ${at}`}>
          <span className={`tone-${item.severity === undefined ? 'quiet' : toneOf(item.severity)}`}>
            {item.severity === undefined ? (
              <Icon name={icons[item.kind ?? ''] ?? 'more'} size={16} />
            ) : (
              <Shape of={toneOf(item.severity)} size={14} />
            )}
          </span>
          <div className="what">
            {item.href === undefined ? (
              <bdi>{visible(item.text)}</bdi>
            ) : (
              <To href={item.href}>
                <bdi>{visible(item.text)}</bdi>
              </To>
            )}
            <div className="small quiet">
              <Time at={item.time} />
              {item.by === undefined ? undefined : <bdi> · {visible(item.by)}</bdi>}
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
