import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { visible } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { bytesText, percentText } from '../../parts/words.ts';

/** What the stores take, against their limits. */
export function Storage(props: { readonly coverage: AnswerOf<'readCoverage'> }): ReactNode {
  const { storage } = props.coverage;
  return (
    <Card title="Storage">
      {storage.length === 0 ? (
        <p className="quiet">Sizes are shown to those whose grants cover the whole installation.</p>
      ) : undefined}
      <ul className="stack">
        {storage.map((one) => (
          <li key={one.name} className="stack">
            <div className="row spread">
              <bdi className="strong">{visible(one.name)}</bdi>
              <span>
                {bytesText(one.bytes)}
                {one.limit === undefined
                  ? ', no limit'
                  : ` of ${bytesText(one.limit)} (${percentText(one.bytes / Math.max(1, one.limit))})`}
              </span>
            </div>
            {one.limit === undefined ? undefined : (
              <Meter share={one.bytes / Math.max(1, one.limit)} />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Meter(props: { readonly share: number }): ReactNode {
  const tone = props.share > 0.9 ? 'critical' : props.share > 0.75 ? 'medium' : 'accent';
  return (
    <svg className="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="8" rx="1" fill="var(--sunken)" />
      <rect width={Math.min(100, 100 * props.share)} height="8" rx="1" fill={`var(--${tone})`} />
    </svg>
  );
}
