import type { ReactNode } from 'react';
import { numberText, wordOf } from './words.ts';

/** Tone of a mark; colour is never its only carrier. */
export type Tone =
  | 'critical'
  | 'high'
  | 'medium'
  | 'low'
  | 'negligible'
  | 'unknown'
  | 'good'
  | 'accent';

/** Each severity has a shape of its own, so that it is told without colour: two peaks, a peak, a diamond, a dot, a dash. */
const shapes: Readonly<Record<string, string>> = {
  critical: 'M6 .2 11.8 6H.2ZM6 5.9l5.8 5.9H.2Z',
  high: 'M6 .8 11.5 11H.5Z',
  medium: 'M6 .5 11.5 6 6 11.5.5 6Z',
  low: 'M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z',
  negligible: 'M1 5h10v2H1Z',
  unknown: 'M2 2h3v3H2ZM7 7h3v3H7ZM7 2h3v3H7ZM2 7h3v3H2Z',
};

/** A word on a tinted ground. */
export function Badge(props: {
  readonly tone?: Tone;
  readonly isSolid?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span className={props.isSolid === true ? 'badge solid' : 'badge'} data-tone={props.tone}>
      {props.children}
    </span>
  );
}

/** A severity: word, shape and colour. */
export function Severity(props: { readonly severity: string }): ReactNode {
  const tone = toneOf(props.severity);
  return (
    <span className="badge" data-tone={tone}>
      <Shape of={tone} />
      {props.severity}
    </span>
  );
}

/** The shape of a severity alone; hidden from screen readers. */
export function Shape(props: { readonly of: string; readonly size?: number }): ReactNode {
  const size = props.size ?? 10;
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
      <path d={shapes[props.of] ?? shapes['unknown']} />
    </svg>
  );
}

const tierWords: Readonly<Record<string, readonly [Tone, string]>> = {
  P0: ['critical', 'act now'],
  P1: ['high', 'this week'],
  P2: ['medium', 'this month'],
  P3: ['low', 'this quarter'],
  P4: ['negligible', 'backlog'],
};

/** A tier: `P0` is solid, the others are tinted; five bars fill up with urgency. */
export function Tier(props: { readonly tier: string }): ReactNode {
  const [tone, word] = tierWords[props.tier] ?? (['unknown', ''] as const);
  const filled = 5 - Number(props.tier.slice(1));
  return (
    <span
      className={props.tier === 'P0' ? 'badge tier solid' : 'badge tier'}
      data-tone={tone}
      title={`${props.tier}: ${word}`}
    >
      {props.tier}
      <svg width="17" height="7" viewBox="0 0 17 7" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((dot) => (
          <rect
            key={dot}
            x={dot * 3.5}
            y="0"
            width="2.5"
            height="7"
            fill="currentColor"
            opacity={dot < filled ? 1 : 0.25}
          />
        ))}
      </svg>
    </span>
  );
}

/** Was it loaded: the headline of risk. Not knowing is shown as such, never as “no”. */
export function Usage(props: { readonly usage: string }): ReactNode {
  const tones: Readonly<Record<string, Tone>> = {
    loaded: 'high',
    'not-loaded': 'good',
    unknown: 'unknown',
  };
  return <Badge tone={tones[props.usage] ?? 'unknown'}>{wordOf(props.usage)}</Badge>;
}

/** From where it can be reached. */
export function Exposure(props: { readonly exposure: string }): ReactNode {
  const tones: Readonly<Record<string, Tone>> = {
    internet: 'high',
    cluster: 'medium',
    isolated: 'good',
    unknown: 'unknown',
  };
  return <Badge tone={tones[props.exposure] ?? 'unknown'}>{wordOf(props.exposure)}</Badge>;
}

/**
 * How many findings of P0, P1 and P2 something has, and how many altogether. What was not scanned (`isKnown` is false) has none yet,
 * which is not the same as none.
 */
export function Tally(props: {
  readonly isKnown?: boolean;
  readonly counts: {
    readonly P0: number;
    readonly P1: number;
    readonly P2: number;
    readonly total: number;
  };
}): ReactNode {
  const { P0, P1, P2, total } = props.counts;
  if (total === 0 && props.isKnown === false)
    return <span className="tone-medium">not scanned</span>;
  if (total === 0) return <span className="quiet">none</span>;
  if (P0 + P1 + P2 === 0) return <span className="quiet">{numberText(total)} below P2</span>;
  return (
    <span className="tally">
      <Part label="P0" count={P0} tone="critical" />
      <Part label="P1" count={P1} tone="high" />
      <Part label="P2" count={P2} tone="medium" />
      <span className="quiet">of {numberText(total)}</span>
    </span>
  );
}

function Part(props: {
  readonly label: string;
  readonly count: number;
  readonly tone: Tone;
}): ReactNode {
  if (props.count === 0) return undefined;
  return (
    <span className={`tone-${props.tone}`}>
      <span className="small">{props.label}</span> <b>{numberText(props.count)}</b>
    </span>
  );
}

/** The tone of a word of severity or priority. */
export function toneOf(severity: string): Tone {
  const tones: Readonly<Record<string, Tone>> = {
    critical: 'critical',
    emergency: 'critical',
    alert: 'critical',
    high: 'high',
    error: 'high',
    medium: 'medium',
    warning: 'medium',
    low: 'low',
    notice: 'low',
    negligible: 'negligible',
    informational: 'negligible',
    debug: 'negligible',
  };
  return tones[severity] ?? 'unknown';
}
