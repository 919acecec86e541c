import type { Check, CheckedFile, FileChecker, FileResult, OpenedCheck } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { openText } from './check-text.ts';
import { isDockerfileName, looksLikeDockerfile } from './file-name.ts';
import type { BuildInputs } from './resolved.ts';
import type { DockerfileSettings } from './settings.ts';
import { settingsBeside } from './settings-files.ts';
import type { DockerfileSubject } from './subject.ts';

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
    check: (file, scope) => openFile(file, checks, inputs, scope).finish([]),
    open: (file, scope) => openFile(file, checks, inputs, scope),
  };
}

function openFile(
  file: CheckedFile,
  checks: readonly Check<DockerfileSubject>[],
  inputs: BuildInputs,
  scope: Scope,
): OpenedCheck {
  if (file.bytes.length > scope.limits.maxFileBytes)
    throw new CaissonError('limit.size', 'the Dockerfile is larger than what is read');
  const dockerignore = inputs.dockerignore ?? ignoreText(file);
  const given = dockerignore === undefined ? inputs : { ...inputs, dockerignore };
  const settings = settingsBeside(file);
  const how = { checks, inputs: given, settings, signal: scope.signal };
  const opened = openText(file.bytes, file.path, how);
  return {
    get scripts() {
      return opened.scripts;
    },
    finish(comments) {
      const { faults, gaps } = opened.finish(comments);
      return { faults, gaps, ...noticeOf(settings) };
    },
  };
}

/** A file of another tool does not decide alone what fails: whoever runs this says so. */
function noticeOf({ failOn }: DockerfileSettings): Pick<FileResult, 'notices'> {
  if (failOn === undefined) return {};
  return {
    notices: [`.hadolint.yaml has a failure-threshold, which counts only as --fail-on ${failOn}`],
  };
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
