import type { ReactNode } from 'react';
import { useRead } from '../../api/hooks.ts';
import { visible } from '../../parts/name.tsx';
import { Loaded, PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { Share, ShareBar } from './share-bar.tsx';
import './compliance.css';

/** Frameworks: how much of each is met, always beside how much of it was seen. */
export function Page(): ReactNode {
  const read = useRead('listFrameworks');
  return (
    <div className="page">
      <PageHead
        title="Compliance"
        about="A percentage says little without its coverage: what was not looked at counts neither as met nor as failed."
      />
      <Loaded of={read}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="card">
              <EmptyState
                reason="nothing-scanned"
                title="No framework can be judged yet"
                text="Controls are judged from scans of images, hosts and clusters; none is there yet."
              />
            </div>
          ) : (
            <ul className="columns">
              {items.map((framework) => (
                <li key={framework.id} className="card stack">
                  <div>
                    <h2>
                      <To href={`/compliance/${encodeURIComponent(framework.id)}`}>
                        <bdi>{visible(framework.name)}</bdi>
                      </To>
                    </h2>
                    <span className="small quiet">version {visible(framework.version)}</span>
                  </div>
                  <Share framework={framework} />
                  <ShareBar framework={framework} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  );
}
