import type { Trigger } from '../model.ts';
import { sourceOf } from './event-source.ts';
import type { Influence } from './influence.ts';

/** How far a value comes, given what starts the run. */
export function reachOf(
  triggers: readonly Trigger[],
  events: readonly string[] | undefined,
  source: string,
): { readonly privileged: boolean; readonly provided: boolean } {
  if (triggers.length === 0 && source !== '') return { privileged: true, provided: true };
  const bringing = triggers.filter(
    ({ kind, name }) => kind === 'call' || events === undefined || events.includes(name.value),
  );
  return {
    provided: bringing.length > 0,
    privileged: bringing.some(({ secrets }) => secrets !== 'none'),
  };
}

/** In a pull request the reference is `refs/pull/1/merge`: nobody chooses it. */
export function isMergeReference(source: string, triggers: readonly Trigger[]): boolean {
  if (source !== 'github.ref' && source !== 'github.ref_name') return false;
  return triggers.length > 0 && triggers.every(({ kind }) => kind === 'pr' || kind === 'schedule');
}

/** Variables that the runner sets from the event. */
export function defaultVariable(
  name: string,
  triggers: readonly Trigger[],
): readonly Influence[] | undefined {
  const upper = name.toUpperCase();
  if (!upper.startsWith('GITHUB_')) return undefined;
  const path = ['github', upper.slice('GITHUB_'.length).toLowerCase()];
  const { trust, actor, events } = sourceOf(path, false);
  const source = path.join('.');
  if (trust === 'fixed' || isMergeReference(source, triggers)) return [];
  return [{ source, trust, actor, ...reachOf(triggers, events, source), path: [source] }];
}
