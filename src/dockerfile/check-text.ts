import { applyMarkers } from '#check/markers.ts';
import type { Check, EmbeddedScript, ScriptComment } from '#contract/check.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';
import { markersOfFile } from './markers.ts';
import { parseDockerfile } from './parse.ts';
import type { BuildInputs } from './resolved.ts';
import { scriptsOf, withComments } from './run/embedded-scripts.ts';
import { runChecks } from './run-checks.ts';
import type { DockerfileSettings } from './settings.ts';
import { markersOfSettings, withSeverities } from './settings-apply.ts';
import { rangeOfSpan } from './source-text.ts';
import { type DockerfileSubject, subjectOf } from './subject.ts';
import type { Dockerfile, Problem } from './tree.ts';

/** Gaps that one file may give; the rest of them tells nothing new. */
const maxGaps = 50;

/** What decides how the text of a Dockerfile is judged. */
export interface TextChecks {
  readonly checks: readonly Check<DockerfileSubject>[];
  readonly inputs: BuildInputs;
  readonly settings: DockerfileSettings;
  readonly signal: AbortSignal;
}

/** What checks found in a text, and the text as it was read. */
export interface CheckedText {
  readonly tree: Dockerfile;
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
}

/** Judges the text of a Dockerfile; `path` is where its faults stand. Throws only when it is aborted. */
export function checkText(bytes: Uint8Array, path: string, how: TextChecks): CheckedText {
  return openText(bytes, path, how).finish([]);
}

/** A text that is read but not judged yet. */
export interface OpenedText {
  /** Its scripts; gathered when asked for. */
  readonly scripts: readonly EmbeddedScript[];
  /** Judges it; `comments` are those of another program on each script, absent where the room's own answer counts. */
  finish(comments: readonly (readonly ScriptComment[] | undefined)[]): CheckedText;
}

/** Reads the text of a Dockerfile; see `checkText`. */
export function openText(bytes: Uint8Array, path: string, how: TextChecks): OpenedText {
  const tree = parseDockerfile(bytes);
  const subject = subjectOf(tree, how.inputs, { settings: how.settings });
  return {
    get scripts() {
      return scriptsOf(subject);
    },
    finish: (comments) => judged(tree, withComments(subject, comments), path, how),
  };
}

function judged(
  tree: Dockerfile,
  subject: DockerfileSubject,
  path: string,
  { checks, settings, signal }: TextChecks,
): CheckedText {
  const run = runChecks(checks, subject, path, signal);
  const markers = settings.inlineIgnores ? markersOfFile(tree) : [];
  const { faults } = applyMarkers(withSeverities(run.faults, settings), [
    ...markers,
    ...markersOfSettings(settings, path),
  ]);
  return { tree, faults, gaps: [...gapsOf(tree, path, subject.resolved.cut), ...run.gaps] };
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
