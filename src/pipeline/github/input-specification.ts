import { entriesOf, resolve } from '#yaml/read.ts';
import { keyOf, stringAt } from '../yaml-access.ts';
import type { Influence } from './influence.ts';
import type { WrittenPipeline } from './workflow.ts';

/** What the inputs of a file hold when nobody tells who calls it (`workflow_call`, `workflow_dispatch`, composite actions). */
export function openInputs(
  pipeline: WrittenPipeline,
  specifications: readonly InputSpecification[],
): (name: string) => readonly Influence[] {
  const byName = new Map(specifications.map((each) => [each.name.toLowerCase(), each]));
  return (name) => {
    const found = byName.get(name.toLowerCase());
    const manual = pipeline.triggers.some(({ kind }) => kind === 'manual');
    if (found === undefined && !manual) return [];
    const { trust = 'arbitrary', actor = 'maintainer' } = found ?? {};
    if (trust === 'fixed') return [];
    const source = `inputs.${name}`;
    return [{ source, trust, actor, privileged: true, provided: true, path: [source] }];
  };
}

/** An input as the file declares it. */
export interface InputSpecification {
  readonly name: string;
  readonly trust: Influence['trust'];
  readonly actor: Influence['actor'];
}

/** Inputs below `workflow_call`, `workflow_dispatch` and in actions: closed types are fixed. */
export function inputSpecifications(
  inputs: Parameters<typeof entriesOf>[0],
  actor: Influence['actor'],
): readonly InputSpecification[] {
  return entriesOf(inputs).map((entry) => {
    const type = stringAt(resolve(entry.value), 'type')?.value ?? 'string';
    return {
      name: keyOf(entry).value,
      trust: type === 'string' ? ('arbitrary' as const) : ('fixed' as const),
      actor,
    };
  });
}
