import { faultOf } from '#check/fault.ts';
import { applyMarkers } from '#check/markers.ts';
import type { Check, CheckedFile, FileChecker, FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';
import { isDockerfileName, looksLikeDockerfile } from './file-name.ts';
import { markersOfFile } from './markers.ts';
import { parseDockerfile } from './parse.ts';
import type { BuildInputs } from './resolved.ts';
import { markersOfSettings, withSeverities } from './settings-apply.ts';
import { settingsBeside } from './settings-files.ts';
import { rangeOfSpan } from './source-text.ts';
import { type DockerfileSubject, subjectOf } from './subject.ts';
import type { Dockerfile, Problem } from './tree.ts';

/** Gaps that one file may give; the rest of them tells nothing new. */
const maxGaps = 50;

/** Makes the checker of Dockerfiles; `inputs` are build arguments, target and base images that the caller knows. */
export function createDockerfileChecker(
  checks: readonly Check<DockerfileSubject>[],
  inputs: BuildInputs = {},
): FileChecker {
  return {
    kind: 'checker',
    id: 'dockerfile',
    revision: 1,
    title: 'Dockerfiles',
    fileKind: 'Dockerfile',
    recognises: (path, head) => isDockerfileName(path) || looksLikeDockerfile(head),
    check: (file, scope) => checkFile(file, checks, inputs, scope),
  };
}

function checkFile(
  file: CheckedFile,
  checks: readonly Check<DockerfileSubject>[],
  inputs: BuildInputs,
  scope: Scope,
): FileResult {
  if (file.bytes.length > scope.limits.maxFileBytes)
    throw new CaissonError('limit.size', 'the Dockerfile is larger than what is read');
  const tree = parseDockerfile(file.bytes);
  const dockerignore = inputs.dockerignore ?? ignoreText(file);
  const given = dockerignore === undefined ? inputs : { ...inputs, dockerignore };
  const settings = settingsBeside(file);
  const subject = subjectOf(tree, given, { settings });
  const faults: Fault[] = [];
  for (const { meta, evaluate } of checks) {
    checkpoint(scope.signal);
    for (const violation of evaluate(subject))
      faults.push(faultOf(meta, violation, { path: file.path }));
  }
  const markers = settings.inlineIgnores ? markersOfFile(tree) : [];
  const marked = applyMarkers(withSeverities(faults, settings), [
    ...markers,
    ...markersOfSettings(settings, file.path),
  ]);
  return { faults: marked.faults, gaps: gapsOf(tree, file.path, subject.resolved.cut) };
}

/** `NAME.dockerignore` beside the file beats `.dockerignore`. */
function ignoreText(file: CheckedFile): string | undefined {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const bytes =
    file.sibling(`${name}.dockerignore`) ??
    file.sibling('.dockerignore') ??
    file.sibling('.containerignore');
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** What could not be read: broken syntax with its line, and what was left out of a huge file. */
function gapsOf(tree: Dockerfile, path: string, cut: boolean): readonly Gap[] {
  const problems = tree.problems.filter(
    ({ phase, code }) => phase !== 'warning' || code === 'too-many',
  );
  const gaps = problems.slice(0, maxGaps).map((problem) => gapOf(tree, path, problem));
  if (!cut) return gaps;
  const detail = 'it has more stages or longer values than are followed';
  return [...gaps, { type: 'gap', location: { path }, reason: 'too-large', detail }];
}

function gapOf({ source }: Dockerfile, path: string, { message, span, code }: Problem): Gap {
  const { line, column, endLine, endColumn } = rangeOfSpan(source, span);
  return {
    type: 'gap',
    location: { path, line, column, endLine, endColumn },
    reason: code === 'too-many' ? 'too-large' : 'malformed',
    detail: message.slice(0, 300),
  };
}
