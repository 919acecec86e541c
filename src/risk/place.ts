import type { Component } from '#model/component.ts';
import type { Blast, Exposure, RiskContext, Usage } from './context.ts';
import type { Signal } from './signals.ts';

/** What is known or assumed of the place where a finding stands. */
export interface Place {
  readonly usage: Signal<Usage>;
  readonly exposure: Signal<Exposure>;
  readonly blast: Signal<Blast>;
}

/** Fills the context's gaps with defaults, each marked as assumed. An operating system without a component is in use. */
export function placeOf(component: Component | undefined, context: RiskContext): Place {
  return {
    usage: usageOf(component, context),
    exposure: exposureOf(context),
    blast: blastOf(context),
  };
}

function usageOf(
  component: Component | undefined,
  { usageOf: observed }: RiskContext,
): Signal<Usage> {
  if (component === undefined)
    return { value: 'loaded', source: 'operating system', assumed: false };
  const value = observed?.(component);
  return value === undefined
    ? { value: 'unknown', source: 'not observed', assumed: true }
    : { value, source: 'sensor', assumed: false };
}

function exposureOf({ exposure, runs }: RiskContext): Signal<Exposure> {
  if (exposure !== undefined) return { value: exposure, source: 'given', assumed: false };
  return runs === true
    ? { value: 'internet', source: 'default for what runs', assumed: true }
    : { value: 'cluster', source: 'default', assumed: true };
}

function blastOf({ blast, runsAsRoot }: RiskContext): Signal<Blast> {
  const hint = runsAsRoot === true ? '; the image runs as root' : '';
  return blast === undefined
    ? { value: 'secrets', source: `default${hint}`, assumed: true }
    : { value: blast, source: `given${hint}`, assumed: false };
}
