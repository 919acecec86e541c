import type { Condition } from '#contract/check.ts';
import { relativeWorkdir } from '#dockerfile/buildkit/step-checks.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

export const evaluate: Condition<DockerfileSubject> = relativeWorkdir;
