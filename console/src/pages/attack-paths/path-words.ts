import type { AnswerOf } from '#wire/routes.ts';
import type { IconName } from '../../parts/icon.tsx';
import { imageHref, workloadHref } from '../../parts/places.ts';
import { addressOf } from '../../parts/view.ts';

/** A way from outside to a goal. */
export type AttackPath = AnswerOf<'readAttackPath'>;
/** One step of it. */
export type PathStep = AttackPath['steps'][number];

/** Icon of a kind of step; beside the icon its word always stands too. */
export function iconOfStep(kind: string): IconName {
  const icons: Readonly<Record<string, IconName>> = {
    internet: 'network',
    workload: 'workload',
    image: 'image',
    vulnerability: 'vulnerability',
    privilege: 'key',
    node: 'host',
    secret: 'key',
    identity: 'user',
  };
  return icons[kind] ?? 'more';
}

/** Says a kind of step to people. */
export function wordOfStep(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    internet: 'starts outside',
    workload: 'workload',
    image: 'image',
    vulnerability: 'gets in by',
    privilege: 'may then',
    node: 'takes the node',
    secret: 'takes secrets',
    identity: 'acts as',
  };
  return words[kind] ?? kind;
}

/** Where a step can be read about. */
export function hrefOfStep(step: PathStep): string | undefined {
  if (step.ref === undefined || step.ref === '') return undefined;
  switch (step.kind) {
    case 'workload':
    case 'privilege':
      return workloadHref(step.ref);
    case 'vulnerability':
      return addressOf('/findings', { open: step.ref });
    case 'image':
      return imageHref(step.ref);
    default:
      return undefined;
  }
}

/** A text that fits into a box of a picture; the whole stands in its title. */
export function fitted(text: string, most: number): string {
  const signs = Array.from(text);
  return signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : text;
}
