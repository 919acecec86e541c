import type { Edit, SourceRange } from '#model/source-range.ts';
import { allHits } from './buildkit/all-hits.ts';
import type { BuildkitRule, Hit } from './buildkit/hit.ts';
import type { BuildFile } from './compose/build-file.ts';
import { type IgnoreFile, parseDockerignore } from './dockerignore.ts';
import { resolveDockerfile } from './resolve.ts';
import type { BuildInputs, ResolvedDockerfile, ResolvedStage, Step } from './resolved.ts';
import { readFactsOf } from './run/facts-of.ts';
import type { RuleFacts } from './run/rule-facts.ts';
import { type RunFact, readRunFacts } from './run/run-facts.ts';
import { type DockerfileSettings, defaultSettings } from './settings.ts';
import { rangeOfSpan, type Span } from './source-text.ts';
import type { Dockerfile, Instruction } from './tree.ts';

/** What a check of the family `dockerfile` sees of a file. */
export interface DockerfileSubject {
  readonly file: Dockerfile;
  readonly resolved: ResolvedDockerfile;
  /** All stages in order; those that no build of the target needs have `isReachable` off. */
  readonly stages: readonly ResolvedStage[];
  /** The stage that becomes the image; absent in a file without FROM. */
  readonly target: ResolvedStage | undefined;
  /** Steps of all stages in the order of the file, without what other stages and images left behind (ONBUILD). */
  readonly steps: readonly Step[];
  /** RUN instructions with what their scripts do; read when first asked for. */
  readonly runs: readonly RunFact[];
  /** What the rules of `run/` need; gathered when first asked for. */
  readonly facts: RuleFacts;
  /** The ignore file that counts; absent when there is none or it cannot be had. */
  readonly ignore: IgnoreFile | undefined;
  readonly inputs: BuildInputs;
  /** What the project says in the configuration files of other tools. */
  readonly settings: DockerfileSettings;
  /** What BuildKit's own rules find, by rule; looked for when first asked. */
  readonly hits: ReadonlyMap<BuildkitRule, readonly Hit[]>;
  /** Whether it was rebuilt from the history of an image: no casing, no comments, no layout. */
  readonly fromHistory: boolean;
  /** The Compose or bake file that is judged in place of a Dockerfile; then `file` is empty. */
  readonly compose?: BuildFile;
  /** Bytes, lines and columns of a span. */
  readonly rangeOf: (span: Span) => SourceRange;
  /** Where a violation of an instruction is shown: its logical line, without heredocs. */
  readonly placeOf: (instruction: Instruction) => SourceRange;
  /** A replacement of a span, in bytes. */
  readonly edit: (span: Span, text: string) => Edit;
}

/** Resolves a file for the checks. Never throws. */
export function subjectOf(
  file: Dockerfile,
  inputs: BuildInputs = {},
  {
    fromHistory = false,
    settings = defaultSettings,
  }: { readonly fromHistory?: boolean; readonly settings?: DockerfileSettings } = {},
): DockerfileSubject {
  const resolved = resolveDockerfile(file, inputs);
  const { stages } = resolved;
  const ignore =
    inputs.dockerignore === undefined ? undefined : parseDockerignore(inputs.dockerignore);
  let runs: readonly RunFact[] | undefined;
  let hits: DockerfileSubject['hits'] | undefined;
  let facts: RuleFacts | undefined;
  return {
    file,
    resolved,
    stages,
    target: resolved.target,
    steps: stages.flatMap(({ steps }) => steps.filter(({ inherited }) => !inherited)),
    get runs() {
      runs ??= readRunFacts(file);
      return runs;
    },
    get facts() {
      facts ??= readFactsOf(this);
      return facts;
    },
    get hits() {
      hits ??= allHits({ file, stages, ignore, inputs });
      return hits;
    },
    ignore,
    inputs,
    settings,
    fromHistory,
    rangeOf: (span) => rangeOfSpan(file.source, span),
    placeOf: (instruction) => rangeOfSpan(file.source, logicalSpan(instruction)),
    edit: (span, text) => {
      const { start, end } = rangeOfSpan(file.source, span);
      return { start, end, text };
    },
  };
}

/** From the keyword to the last character of the logical line. */
function logicalSpan({ span, body, line }: Instruction): Span {
  const last = (body.text === '' ? line : body).segments.at(-1);
  const end = last === undefined ? span.end : last.source + last.length;
  return { start: span.start, end: Math.max(span.start, Math.min(end, span.end)) };
}
