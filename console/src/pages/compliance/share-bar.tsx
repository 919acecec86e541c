import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { percentText } from '../../parts/words.ts';

type Framework = AnswerOf<'listFrameworks'>['items'][number];

/** The percent, never without how much of the framework was seen at all. */
export function Share({ framework }: { readonly framework: Framework }): ReactNode {
  if (framework.passed + framework.failed + framework.partial === 0)
    return (
      <div className="share">
        <span className="value quiet">–</span>
        <span>
          nothing could be judged yet, with <b>{percentText(framework.coverage)} seen</b>
        </span>
      </div>
    );
  return (
    <div className="share">
      <span className="value">{Math.round(framework.percent)} %</span>
      <span>
        of what was judged, with <b>{percentText(framework.coverage / 100)} seen</b>
      </span>
    </div>
  );
}

const parts = [
  ['passed', 'passed', 'good'],
  ['partial', 'partly', 'low'],
  ['failed', 'failed', 'critical'],
  ['manual', 'by hand', 'negligible'],
  ['unknown', 'not seen', 'unknown'],
] as const;

/** Controls by result: a bar in proportion, with the numbers below it; what was not seen is hatched. */
export function ShareBar({ framework }: { readonly framework: Framework }): ReactNode {
  const all = Math.max(
    1,
    parts.reduce((sum, [name]) => sum + framework[name], 0),
  );
  let from = 0;
  return (
    <div className="stack">
      <svg className="share-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="12" fill="var(--sunken)" />
        {parts.map(([name, , tone]) => {
          const width = (100 * framework[name]) / all;
          const x = from;
          from += width;
          return (
            <rect
              key={name}
              x={x}
              width={Math.max(0, width - 0.4)}
              height="12"
              fill={`var(--${tone})`}
              opacity={name === 'unknown' || name === 'manual' ? 0.45 : 1}
            />
          );
        })}
      </svg>
      <ul className="row small">
        {parts.map(([name, word, tone]) => (
          <li key={name} className={`tone-${tone}`}>
            <b>{framework[name]}</b> <span className="quiet">{word}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
