import type { Violation } from '#contract/check.ts';
import type { Edit, SourceRange } from '#model/source-range.ts';
import type { IgnoreFile } from './dockerignore.ts';
import type { BuildInputs, ResolvedDockerfile, ResolvedStage, Step } from './resolved.ts';
import type { RunFact } from './run/run-facts.ts';
import type { Span } from './source-text.ts';
import type { Dockerfile } from './tree.ts';

/** What a check of the family `dockerfile` sees of a file. */
export interface DockerfileSubject {
  readonly file: Dockerfile;
  readonly resolved: ResolvedDockerfile;
  /** All stages in order; those that no build of the target needs have `isReachable` off. */
  readonly stages: readonly ResolvedStage[];
  /** The stage that becomes the image; absent in a file without FROM. */
  readonly target: ResolvedStage | undefined;
  /** Steps of all stages in the order of the file, without what other files left behind (ONBUILD). */
  readonly steps: readonly Step[];
  /** RUN instructions with what their scripts do. */
  readonly runs: readonly RunFact[];
  /** The ignore file that counts; absent when there is none or it cannot be had. */
  readonly ignore: IgnoreFile | undefined;
  readonly inputs: BuildInputs;
  /** Whether it was rebuilt from the history of an image: no text to point at, no casing, no comments. */
  readonly fromHistory: boolean;
  /** Bytes, lines and columns of a span. */
  readonly rangeOf: (span: Span) => SourceRange;
  /** Where a violation of an instruction is shown: its first line, without heredocs. */
  readonly placeOf: (step: Pick<Step, 'instruction'>) => SourceRange;
  /** A replacement of a span. */
  readonly edit: (span: Span, text: string) => Edit;
}

export type { Violation };
