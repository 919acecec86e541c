import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { numberText, percentText } from '../../parts/words.ts';

type Overview = AnswerOf<'readOverview'>;

/** The five numbers, each with what it was a week ago, each leading to its list. */
export function Figures({ overview }: { readonly overview: Overview }): ReactNode {
  return (
    <>
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
          figure={isNew(overview) ? { value: overview.incidents.value } : overview.incidents}
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
          about="of what is known is seen without a gap"
          figure={overview.coverage}
          href="/coverage"
          isShare
        />
      </div>
      {isNew(overview) ? (
        <p className="quiet small">
          Figures of last week will stand beside these when Caisson has run for a week.
        </p>
      ) : undefined}
    </>
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
      {figure.weekAgo === undefined ? undefined : (
        <span className="delta">
          <Delta value={figure.value} weekAgo={figure.weekAgo} isShare={isShare ?? false} />
        </span>
      )}
      <span className="delta about">{props.about}</span>
    </To>
  );
}

/** Whether nothing is known of a week ago. Incidents alone are counted back, and are none then. */
function isNew(overview: Overview): boolean {
  const { urgent, breached, blind, coverage } = overview;
  return [urgent, breached, blind, coverage].every((figure) => figure.weekAgo === undefined);
}

function Delta(props: {
  readonly value: number;
  readonly weekAgo: number;
  readonly isShare: boolean;
}): ReactNode {
  const { value, weekAgo } = props;
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

/** Coverage comes in per cent. */
function shareOf(percent: number): number {
  return percent / 100;
}
