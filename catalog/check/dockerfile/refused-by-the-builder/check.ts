import type { Condition } from '#contract/check.ts';
import { refusedStep } from '#dockerfile/build-checks.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

export const evaluate: Condition<DockerfileSubject> = refusedStep;
