import type { ReactNode } from 'react';
import { Badge, type Tone } from '../../parts/badges.tsx';

/** The state of an exception as a badge. */
export function State(props: { readonly state: string }): ReactNode {
  const tones: Readonly<Record<string, Tone>> = {
    requested: 'medium',
    active: 'accent',
    rejected: 'high',
    ended: 'negligible',
  };
  return <Badge tone={tones[props.state] ?? 'unknown'}>{props.state}</Badge>;
}
