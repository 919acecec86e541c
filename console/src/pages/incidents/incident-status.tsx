import type { ReactNode } from 'react';
import { Badge, type Tone } from '../../parts/badges.tsx';

const tones: Readonly<Record<string, Tone>> = {
  open: 'critical',
  contained: 'medium',
  resolved: 'good',
  dismissed: 'negligible',
};
const verdicts: Readonly<Record<string, string>> = {
  true: 'a real attack',
  benign: 'real, but harmless',
  false: 'a false alarm',
};

/** State of an incident as a word on its colour. */
export function IncidentStatus(props: { readonly status: string }): ReactNode {
  return <Badge tone={tones[props.status] ?? 'unknown'}>{props.status}</Badge>;
}

/** What people found that it was. */
export function verdictText(verdict: string): string {
  return verdicts[verdict] ?? verdict;
}
