import type { Condition } from '#contract/check.ts';
import { undefinedVariable } from '#dockerfile/buildkit/variable-checks.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

export const evaluate: Condition<DockerfileSubject> = undefinedVariable;
