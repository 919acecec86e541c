import type { IgnoreFile } from '../dockerignore.ts';
import { predefinedArgs } from '../predefined.ts';
import type { BuildInputs, ResolvedStage } from '../resolved.ts';
import type { Dockerfile } from '../tree.ts';
import { basePlatformHits, defaultArgHits, fromLineHits, type GlobalNames } from './from-rules.ts';
import { casingHits, readingHits, stageNameHits } from './head-rules.ts';
import type { BuildkitRule, Hit } from './hit.ts';
import { type StageTrack, startTrack, stepHits } from './step-rules.ts';

/** What BuildKit's rules are asked about. */
export interface Asked {
  readonly file: Dockerfile;
  readonly stages: readonly ResolvedStage[];
  readonly ignore: IgnoreFile | undefined;
  readonly inputs: BuildInputs;
}

/** All hits of BuildKit's rules in a file, stages that no build needs included, ONBUILD of others left out. */
export function allHits(asked: Asked): ReadonlyMap<BuildkitRule, readonly Hit[]> {
  const byRule = new Map<BuildkitRule, Hit[]>();
  for (const hit of everyHit(asked)) {
    const known = byRule.get(hit.rule);
    if (known === undefined) byRule.set(hit.rule, [hit]);
    else known.push(hit);
  }
  return byRule;
}

function* everyHit(asked: Asked): Iterable<Hit> {
  const { file, stages, inputs } = asked;
  for (const instruction of file.instructions) yield* readingHits(instruction);
  yield* stageNameHits(file);
  yield* casingHits(file);
  if (file.globals.length > 0) yield* defaultArgHits(file, inputs);
  const names = globalNames(file, inputs);
  for (const stage of stages) {
    yield* fromLineHits(stage, names);
    yield* basePlatformHits(stage, inputs);
  }
  yield* hitsAtSteps(asked);
}

function* hitsAtSteps({ stages, ignore }: Asked): Iterable<Hit> {
  const tracks: StageTrack[] = [];
  for (const { base, steps } of stages) {
    const track = startTrack(base.kind === 'stage' ? tracks[base.index] : undefined);
    tracks.push(track);
    for (const step of steps) if (!step.inherited) yield* stepHits(step, track, ignore);
  }
}

/** Predefined arguments and all that ARG declares before the first FROM. */
export function globalNames(file: Dockerfile, inputs: BuildInputs): GlobalNames {
  const names = new Set<string>();
  for (const instruction of file.globals)
    if (instruction.kind === 'arg') for (const { key } of instruction.pairs) names.add(key.text);
  for (const name of predefinedArgs(inputs, undefined).keys()) names.add(name);
  return names;
}
