import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRecord, parseJson } from '#kit/json.ts';
import { isObject } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { violationsOf } from '#posture/pod-security/evaluate.ts';
import { parsePodSecurityVersion } from '#posture/pod-security/version.ts';

/** Outside cases, not copied into the project. */
const path = '../shared/suites/psa.json';
const cases = existsSync(path) ? readCases() : [];

test.skipIf(cases.length === 0)('levels and versions judge pods as Kubernetes does', () => {
  const wrong = cases.filter(
    ({ level, minor, pod, isAllowed }) =>
      (violationsOf(level, minor, pod).length === 0) !== isAllowed,
  );

  expect(cases.length).toBeGreaterThan(4500);
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

interface Case {
  readonly name: string;
  readonly level: 'baseline' | 'restricted';
  readonly minor: number;
  readonly isAllowed: boolean;
  readonly pod: JsonObject;
}

function readCases(): readonly Case[] {
  const value = parseJson(readFileSync(path, 'utf8'), path) as Json;
  return Array.isArray(value) ? value.filter(isRecord).map(caseOf) : [];
}

function caseOf({ name, level, version, expect: wanted, pod }: Record<string, unknown>): Case {
  return {
    name: String(name),
    level: level === 'restricted' ? 'restricted' : 'baseline',
    minor: parsePodSecurityVersion(String(version)) ?? -1,
    isAllowed: wanted === 'pass',
    pod: isObject(pod as Json) ? (pod as JsonObject) : {},
  };
}
