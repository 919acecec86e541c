import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { numberText, percentText } from '../../parts/words.ts';

type Overview = AnswerOf<'readOverview'>;

/** The five numbers, each with what it was a week ago, each leading to its list. */
export function Figures({ overview }: { readonly overview: Overview }): ReactNode {
  return (
    <div className="figures">
      <Figure
        label="Urgent findings"
        about="open P0 and P1"
        figure={overview.urgent}
        href={addressOf('/findings', { tier: ['P0', 'P1'] })}
        tone="critical"
      />
      <Figure
        label="Past their date"
        about="due date has gone by"
        figure={overview.breached}
        href={addressOf('/findings', { breached: 'true' })}
        tone="high"
      />
      <Figure
        label="Open incidents"
        about="detections that belong together"
        figure={overview.incidents}
        href="/incidents"
        tone="critical"
      />
      <Figure
        label="Blind spots"
        about="not scanned, or not seen"
        figure={overview.blind}
        href="/coverage"
        tone="medium"
      />
      <Figure
        label="Coverage"
        about="of what is known"
        figure={overview.coverage}
        href="/coverage"
        isShare
      />
    </div>
  );
}

function Figure(props: {
  readonly label: string;
  readonly about: string;
  readonly figure: { readonly value: number; readonly weekAgo?: number | undefined };
  readonly href: string;
  readonly tone?: string;
  readonly isShare?: boolean;
}): ReactNode {
  const { figure, isShare } = props;
  const isBad = props.tone !== undefined && figure.value > 0;
  return (
    <To href={props.href} className="figure">
      <span className="label">{props.label}</span>
      <span className={isBad ? `value tone-${props.tone ?? ''}` : 'value'}>
        {isShare === true ? percentText(shareOf(figure.value)) : numberText(figure.value)}
      </span>
      <span className="delta">
        <Delta figure={figure} isShare={isShare ?? false} />
      </span>
      <span className="delta about">{props.about}</span>
    </To>
  );
}

function Delta(props: {
  readonly figure: { readonly value: number; readonly weekAgo?: number | undefined };
  readonly isShare: boolean;
}): ReactNode {
  const { value, weekAgo } = props.figure;
  if (weekAgo === undefined) return 'no figure of last week';
  const distance = props.isShare
    ? Math.round(100 * (shareOf(value) - shareOf(weekAgo)))
    : value - weekAgo;
  if (distance === 0) return 'as a week ago';
  const isGood = props.isShare ? distance > 0 : distance < 0;
  return (
    <>
      <span className={isGood ? 'tone-good strong' : 'tone-high strong'}>
        {distance > 0 ? '▲' : '▼'} {numberText(Math.abs(distance))}
        {props.isShare ? ' points' : ''}
      </span>{' '}
      {isGood ? 'better' : 'worse'} than a week ago
    </>
  );
}

/** Shares come as 0 to 1; what is larger is taken for percent. */
function shareOf(value: number): number {
  return value > 1 ? value / 100 : value;
}
