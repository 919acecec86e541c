import type { Condition } from '#contract/check.ts';
import { invalidDefaultArg } from '#dockerfile/buildkit/from-checks.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

export const evaluate: Condition<DockerfileSubject> = invalidDefaultArg;
