import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRecord, parseJson } from '#kit/json.ts';
import type { Secret } from '#model/secret.ts';
import { readTrivySettings } from '../../src/secret/import/trivy.ts';
import { createSecretScanner } from '../../src/secret/scanner.ts';
import { testScope, viewOf } from '../../src/secret/testing.ts';
import { readSecrets } from '../../tools/secret-catalog.ts';

/** Outside cases, not copied into the project. */
const path = '../shared/suites/trivy-secrets.json';
const cases = existsSync(path) ? readCases() : [];
const rules = cases.length === 0 ? [] : readSecrets('.').map(({ rule }) => rule);

test.skipIf(cases.length === 0).for(cases.map((one) => [one.id, one] as const))('%s', ([, one]) => {
  const scanner = createSecretScanner(rules, {
    installationKey: new Uint8Array(32),
    screen: readTrivySettings(one.settings),
  });
  const { secrets } = scanner.scanFile(viewOf(`/${one.file}`, one.input), testScope());

  // One secret is told once a file, with the number of its further places: those are not compared.
  const further = secrets.reduce((sum, { more = 0 }) => sum + more, 0);
  // Rules of ours that Trivy has no counterpart for are no part of the suite.
  const found = secrets.map(placeOf).filter((place) => !place.startsWith('-'));
  expect(found.filter((place) => !one.expected.includes(place))).toEqual([]);
  expect(found.length + further).toBe(one.expected.length);
});

function placeOf({ rule, aliases, location }: Secret): string {
  const own = rules.some(({ id }) => id === rule) || rule.startsWith('generic-');
  const alias = aliases.find((name) => name.startsWith('trivy:'))?.slice(6);
  return `${alias ?? (own ? '-' : rule)} ${location.line}-${location.endLine}`;
}

interface Case {
  readonly id: string;
  readonly file: string;
  readonly settings: string;
  readonly input: Buffer;
  readonly expected: readonly string[];
}

function readCases(): readonly Case[] {
  const value = parseJson(readFileSync(path, 'utf8'), path);
  const list = isRecord(value) ? value['cases'] : undefined;
  return Array.isArray(list) ? list.filter(isRecord).map(caseOf) : [];
}

function caseOf(value: Readonly<Record<string, unknown>>): Case {
  const { id, name, file, configText, input, inputBase64, expected } = value;
  const places = Array.isArray(expected) ? expected.filter(isRecord) : [];
  return {
    id: `${String(id)} ${String(name)}`,
    file: String(file),
    settings: String(configText),
    input:
      typeof input === 'string' ? Buffer.from(input) : Buffer.from(String(inputBase64), 'base64'),
    expected: places.map(
      ({ ruleId, startLine, endLine }) =>
        `${String(ruleId)} ${String(startLine)}-${String(endLine)}`,
    ),
  };
}
