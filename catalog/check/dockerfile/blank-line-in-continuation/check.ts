import type { Condition } from '#contract/check.ts';
import { emptyContinuation } from '#dockerfile/buildkit/layout-checks.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

export const evaluate: Condition<DockerfileSubject> = emptyContinuation;
