import type { YamlMap } from '#yaml/node.ts';
import type { PipelineSubject, Variable } from '../model.ts';
import { stepsOf } from './parts.ts';

/** A set of variables with what it belongs to. */
export interface Environment {
  readonly variables: readonly Variable[];
  /** For people: `the workflow`, `job "build"`. */
  readonly what: string;
  /** The map that holds `env`. */
  readonly node?: YamlMap | undefined;
  readonly job?: string;
}

/** All environments of a pipeline: its own, those of jobs, those of steps. */
export function environmentsOf(subject: PipelineSubject): readonly Environment[] {
  const { pipeline, github } = subject;
  if (pipeline === undefined) return [];
  const own: Environment = {
    variables: pipeline.variables,
    what: 'the whole file',
    node: github?.root,
  };
  const ofJobs = pipeline.jobs.map(({ variables, id, node }) => ({
    variables,
    what: `job "${id.value}"`,
    node,
    job: id.value,
  }));
  const ofSteps = stepsOf(subject).map(({ job, step: { variables, name, node, index } }) => ({
    variables,
    what: `step ${name === undefined ? index + 1 : JSON.stringify(name.value)}`,
    node,
    job: job.id.value,
  }));
  return [own, ...ofJobs, ...ofSteps].filter(({ variables }) => variables.length > 0);
}
