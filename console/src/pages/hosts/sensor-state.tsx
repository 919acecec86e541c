import type { ReactNode } from 'react';
import { Badge, type Tone } from '../../parts/badges.tsx';

const tones: Readonly<Record<string, Tone>> = {
  watching: 'good',
  degraded: 'medium',
  absent: 'critical',
  unknown: 'unknown',
};

/** Whether the sensor of a host sees what it should. */
export function SensorState(props: { readonly sensor: string }): ReactNode {
  return <Badge tone={tones[props.sensor] ?? 'unknown'}>{props.sensor}</Badge>;
}
