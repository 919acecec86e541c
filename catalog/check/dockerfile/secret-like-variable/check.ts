import type { Condition } from '#contract/check.ts';
import { secretInVariable } from '#dockerfile/buildkit/variable-checks.ts';
import type { DockerfileSubject } from '#dockerfile/subject.ts';

export const evaluate: Condition<DockerfileSubject> = secretInVariable;
