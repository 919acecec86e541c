import type { Reference, Runner, SourceString } from '../model.ts';
import { present } from '../system/map.ts';
import { imageReference } from '../system/reference.ts';
import { argumentOf, childOf, type GroovyCall } from './groovy.ts';

const dynamicName = /\$/;

/** Where the steps of a stage run, as written. */
export interface Agent {
  readonly runner: Runner;
  readonly image?: Reference;
}

/** `agent any`, `agent { label 'x' }`, `agent { docker { image 'x' } }` (Jenkins documentation, Pipeline syntax, agent). */
export function agentOf(agent: GroovyCall | undefined, job: SourceString): Agent {
  if (agent === undefined) return { runner: { type: 'unknown', labels: [] } };
  const word = agent.args[0];
  if (word !== undefined)
    return { runner: runnerOf([{ value: word.text?.value ?? word.source, range: word.range }]) };
  const label = agent.body?.calls
    .flatMap((call) => [call, ...(call.body?.calls ?? [])])
    .find(({ name }) => name === 'label');
  const labels = label?.args[0]?.text === undefined ? [] : [stringOf(label.args[0])];
  const image = imageOf(agent, job);
  return { runner: runnerOf(labels), ...present('image', image) };
}

/** `node('label') { … }` of scripts. */
export function nodeRunner(call: GroovyCall): Runner {
  const argument = argumentOf(call, 'label');
  return runnerOf(argument?.text === undefined ? [] : [stringOf(argument)]);
}

/** Machines of Jenkins are one's own; whether they are thrown away the file does not say. */
function runnerOf(labels: readonly SourceString[]): Runner {
  return { type: 'unknown', labels, ...present('range', labels[0]?.range) };
}

function imageOf(agent: GroovyCall, job: SourceString): Reference | undefined {
  const docker = childOf(agent.body, 'docker') ?? childOf(agent.body, 'podman');
  const argument = docker?.args[0] ?? childOf(docker?.body, 'image')?.args[0];
  return argument?.text === undefined ? undefined : imageAt(argument, job);
}

/** The image that an argument names. */
export function imageAt(
  argument: GroovyCall['args'][number],
  job?: SourceString,
): Reference | undefined {
  if (argument.text === undefined) return undefined;
  return imageReference(stringOf(argument), { job }, dynamicName);
}

function stringOf({ text, range }: GroovyCall['args'][number]): SourceString {
  return { value: text?.value ?? '', range: text?.range ?? range };
}
