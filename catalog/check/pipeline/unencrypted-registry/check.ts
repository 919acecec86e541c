import type { Violation } from '#contract/check.ts';
import { shellCommands, subjectOf, wordsOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';

const programs = [
  'docker',
  'podman',
  'buildah',
  'skopeo',
  'crane',
  'oras',
  'kaniko',
  'helm',
  'cosign',
  'nerdctl',
];
const options =
  /^(?:--insecure-registry(?:=.*)?|--insecure|--(?:src-|dest-)?tls-verify=false|--plain-http|--allow-insecure-registry|--skip-tls-verify)$/;

/** Commands that talk to registries without encryption. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const { job, command, range } of shellCommands(
    subject,
    'insecure',
    'tls-verify',
    'plain-http',
  )) {
    const option = wordsOf(command).find((word) => options.test(word));
    if (option === undefined || !programs.includes(command.name)) continue;
    yield { message: `"${command.name}" is told ${option}`, range, ...subjectOf(job) };
  }
}
