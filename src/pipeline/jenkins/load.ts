import type { SourceRange } from '#model/source-range.ts';
import type { YamlComment } from '#yaml/node.ts';
import { Source } from '#yaml/source.ts';
import type { LoadInput } from '../load-input.ts';
import type { PipelineSubject, SecretUse } from '../model.ts';
import { flowsOf } from '../system/flow.ts';
import { distinctReferences } from '../system/reference.ts';
import { boundSecrets } from './binding.ts';
import { callsOf } from './groovy.ts';
import { jobsOf } from './job.ts';
import { referencesIn } from './library.ts';
import { type GroovyFile, type GroovyProblem, parseGroovy } from './parse.ts';
import { taintOf } from './taint.ts';
import { triggersOf } from './trigger.ts';

/** A Jenkinsfile with the places where it is no Groovy. */
export interface LoadedJenkinsfile {
  readonly subject: PipelineSubject;
  readonly problems: readonly GroovyProblem[];
}

/** Reads a Jenkinsfile, declarative or scripted, or a library of them. */
export function loadJenkins(input: Omit<LoadInput, 'yaml'>): LoadedJenkinsfile {
  const source = new Source(input.source.bytes);
  function placeOf(start: number, end: number): SourceRange {
    return source.range(start, end);
  }
  const file = parseGroovy(source.text, placeOf);
  const { block } = file;
  const problems = source.valid
    ? file.problems
    : [{ message: 'the text is not UTF-8', range: placeOf(0, 0) }, ...file.problems];
  const calls = callsOf(block);
  const triggers = triggersOf(block, calls);
  const jobs = jobsOf(block, calls, triggers);
  const taint = taintOf(block, calls, triggers);
  const flows = flowsOf(jobs, {
    shell: input.shell,
    label: ({ id }) => id?.value ?? 'script',
    ofHole: ({ expression }) => taint.ofExpression(expression),
    ofVariable: taint.ofVariable,
  });
  const secrets = boundSecrets(calls).flatMap(({ names, call }) =>
    names.map((name): SecretUse => ({ name, range: call.nameRange, where: 'variable' })),
  );
  const subject: PipelineSubject = {
    ...input,
    system: 'jenkins',
    comments: commentsOf(source, file),
    pipeline: {
      form: calls.some(({ call }) => /^(?:pipeline|node|stage|podTemplate)$/.test(call.name))
        ? 'pipeline'
        : 'template',
      range: block.range,
      triggers,
      variables: [],
      jobs,
      flows,
      secrets,
    },
    references: distinctReferences([
      ...referencesIn(calls),
      ...jobs.flatMap(({ image }) => (image === undefined ? [] : [image])),
    ]),
    jenkins: { block, calls },
  };
  return { subject, problems };
}

/** Comments without their signs, for markers. */
function commentsOf(source: Source, { comments }: GroovyFile): readonly YamlComment[] {
  const { text } = source;
  return comments.slice(0, 20_000).map(({ start, end }) => {
    const before = text.lastIndexOf('\n', start - 1) + 1;
    return {
      text: text
        .slice(start, Math.min(end, start + 4000))
        .replace(/^\/[/*]+|\*\/$/g, '')
        .trim(),
      range: source.range(start, end),
      alone: text.slice(before, start).trim() === '',
    };
  });
}
