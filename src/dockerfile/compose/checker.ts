import { markersOfComments } from '#check/comment-markers.ts';
import { applyMarkers } from '#check/markers.ts';
import type { Check, CheckedFile, FileChecker, FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Gap } from '#model/observation.ts';
import type { YamlProblem } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { parseHcl } from '../bake/hcl.ts';
import { readBake } from '../bake/read-bake.ts';
import { parseDockerfile } from '../parse.ts';
import { runChecks } from '../run-checks.ts';
import { markersOfSettings, withSeverities } from '../settings-apply.ts';
import { settingsBeside } from '../settings-files.ts';
import { readSourceText } from '../source-text.ts';
import { type DockerfileSubject, subjectOf } from '../subject.ts';
import type { BuildFile } from './build-file.ts';
import { checkBuilds } from './builds.ts';
import { buildFileKind } from './file-kind.ts';
import { readCompose, readEnvironmentFile } from './read-compose.ts';

/** Longest file that is read. */
const maxBytes = 2 ** 20;
const maxGaps = 20;

/**
 * Makes the checker of Compose and bake files: what services are allowed (CSN-DF-02xx), the Dockerfiles that stand in
 * them, and Dockerfiles beside them as far as arguments and target of the build make them worse.
 */
export function createComposeChecker(checks: readonly Check<DockerfileSubject>[]): FileChecker {
  const own = checks.filter(({ meta }) => isComposeCheck(meta.id));
  const ofDockerfiles = checks.filter(({ meta }) => !isComposeCheck(meta.id));
  return {
    kind: 'checker',
    id: 'check/compose',
    revision: 1,
    title: 'Compose and bake files',
    fileKind: 'Compose or bake file',
    recognises: (path) => buildFileKind(path) !== undefined,
    check: (file, scope) => checkFile(file, { own, ofDockerfiles }, scope),
  };
}

/** Checks of this number ask about Compose and bake files. */
function isComposeCheck(id: string): boolean {
  return /^CSN-DF-02\d\d$/.test(id);
}

interface Checks {
  readonly own: readonly Check<DockerfileSubject>[];
  readonly ofDockerfiles: readonly Check<DockerfileSubject>[];
}

function checkFile(file: CheckedFile, { own, ofDockerfiles }: Checks, scope: Scope): FileResult {
  const { path, bytes } = file;
  if (bytes.length > Math.min(maxBytes, scope.limits.maxFileBytes))
    return { faults: [], gaps: [gapAt(path, 'too-large', 'the file is larger than 1 MiB')] };
  const read = tryRead(file);
  if ('gap' in read) return { faults: [], gaps: [read.gap] };
  const { model, problems, comments } = read;
  const settings = settingsBeside(file);
  const empty = subjectOf(parseDockerfile(new Uint8Array()), {}, { settings });
  const run = runChecks(own, { ...empty, compose: model }, path, scope.signal);
  const markers = settings.inlineIgnores ? markersOfComments(comments) : [];
  const marked = applyMarkers(withSeverities(run.faults, settings), [
    ...markers,
    ...markersOfSettings(settings, path),
  ]);
  const built = checkBuilds(model, file, {
    checks: ofDockerfiles,
    inputs: {},
    settings,
    signal: scope.signal,
  });
  const broken = problems.slice(0, maxGaps).map((problem) => problemGap(path, problem));
  return {
    faults: [...marked.faults, ...built.faults],
    gaps: [...broken, ...run.gaps, ...built.gaps],
  };
}

interface Read {
  readonly model: BuildFile;
  readonly problems: readonly Pick<YamlProblem, 'message' | 'range'>[];
  readonly comments: readonly CommentAt[];
}
type CommentAt = Parameters<typeof markersOfComments>[0][number];

/** Values that expand without end (YAML merges) make the file unreadable, not the program. */
function tryRead(file: CheckedFile): Read | { readonly gap: Gap } {
  try {
    return readFile(file);
  } catch (error) {
    if (!(error instanceof CaissonError) || !/^(?:input|limit)\./.test(error.code)) throw error;
    const reason = error.code.startsWith('limit.') ? 'too-large' : 'malformed';
    return { gap: gapAt(file.path, reason, error.message) };
  }
}

function readFile(file: CheckedFile): Read {
  const kind = buildFileKind(file.path);
  if (kind === 'bake-hcl') {
    const { root, problems } = parseHcl(readSourceText(file.bytes));
    const message = 'this is no HCL that bake files are made of';
    const unread = problems.map((range) => ({ message, range }));
    return { model: readBake(root), problems: unread, comments: [] };
  }
  const text = parseYaml(file.bytes);
  const model =
    kind === 'bake-json'
      ? readBake(text.documents[0]?.root)
      : readCompose(text, readEnvironmentFile(file.sibling('.env')));
  return { model, problems: text.problems, comments: text.comments };
}

function gapAt(path: string, reason: Gap['reason'], detail: string): Gap {
  return { type: 'gap', location: { path }, reason, detail };
}

function problemGap(path: string, { message, range }: Read['problems'][number]): Gap {
  const { line, column, endLine, endColumn } = range;
  const location = { path, line, column, endLine, endColumn };
  return { type: 'gap', location, reason: 'malformed', detail: message };
}
