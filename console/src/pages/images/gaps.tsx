import type { ReactNode } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { visible } from '../../parts/name.tsx';
import { countOf } from '../../parts/words.ts';
import type { ImageDetail } from './image-detail.ts';

/** What could not be examined, as prominent as what was found: silence would look like safety. */
export function Gaps({ image }: { readonly image: ImageDetail }): ReactNode {
  if (image.scan !== 'scanned') return <NotScanned image={image} />;
  if (image.gapList.length === 0 && image.gaps === 0) return undefined;
  return (
    <section className="notice" aria-label="What could not be examined">
      <Icon name="coverage" size={18} />
      <div className="stack grow">
        <h2>
          {countOf(Math.max(image.gaps, image.gapList.length), 'gap')}: this could not be examined
        </h2>
        <ul className="stack">
          {image.gapList.slice(0, 50).map((gap, at) => (
            <li key={`${at} ${gap.reason}`}>
              <code>{visible(gap.reason)}</code>{' '}
              {gap.path === undefined ? undefined : <bdi className="mono">{visible(gap.path)}</bdi>}
              {gap.detail === undefined ? undefined : (
                <div className="quiet">
                  <bdi>{visible(gap.detail)}</bdi>
                </div>
              )}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function NotScanned({ image }: { readonly image: ImageDetail }): ReactNode {
  const texts = {
    waiting: 'It waits for its scan.',
    scanning: 'It is being scanned now.',
    failed: 'Its scan failed.',
    never: 'It was never scanned.',
    scanned: '',
  } as const;
  return (
    <section
      className="notice"
      data-tone={image.scan === 'failed' ? 'critical' : 'medium'}
      aria-label="Scan"
    >
      <Icon name="coverage" size={18} />
      <div>
        <h2>{texts[image.scan]}</h2>
        <p>
          <bdi>
            {visible(image.scanError ?? 'What is shown here is from before, or not known.')}
          </bdi>
        </p>
      </div>
    </section>
  );
}
