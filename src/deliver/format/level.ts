import type { Severity } from '#model/severity.ts';

/** A severity from 0 to 10, as CEF and ECS count it. */
export const levels: Readonly<Record<Severity, number>> = {
  unknown: 5,
  negligible: 1,
  low: 3,
  medium: 5,
  high: 8,
  critical: 10,
};

/** A severity as RFC 5424 §6.2.1 counts it: 0 is the worst. */
export const syslogLevels: Readonly<Record<Severity, number>> = {
  unknown: 5,
  negligible: 6,
  low: 5,
  medium: 4,
  high: 3,
  critical: 2,
};
