import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatJson } from '#kit/json.ts';
import { formatPurl, parsePurl } from '#model/purl.ts';

/**
 * The cases of package-url/purl-spec (`tests/**` of its repository). They are not ours to ship: CAISSON_PURL_SPEC names the
 * directory that holds them.
 */
const directory = process.env['CAISSON_PURL_SPEC'] ?? '';

interface Case {
  readonly description: string;
  readonly test_type: 'parse' | 'build' | 'validate';
  readonly input: never;
  readonly expected_output: unknown;
  readonly expected_failure: boolean;
}

/**
 * Cases that contradict others: for `git` the name is the rest of the path, against the specification's own rule, and its
 * case is kept and lowered; qualifier keys in upper case are refused when parsing and lowered when validating.
 */
const contradicted: readonly string[] = [
  'git-test.json: validate pkg:git/github/Package-url/purl-Spec@244fd47e07d1004f0aed9c',
  'git-test.json: parse pkg:git/codeberg.org/forgejo/forgejo@a72d2c07cfca03b55371089de6aa230d8c951fa0',
  'git-test.json: parse pkg:git/codeberg.org/forgejo/forgejo@a72d2c07cfca03b55371089de6aa230d8c951fa0#options/locale_readme.md',
  'git-test.json: build a slash in the name',
  'gem-test.json: parse pkg:gem/jruby-launcher@1.1.2?Platform=java',
  'rpm-test.json: parse pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25',
];

describe.skipIf(!existsSync(directory))('purl-spec (CAISSON_PURL_SPEC)', () => {
  test.for(globSync(join(directory, 'tests/**/*.json')).sort())('%s', (file) => {
    const { tests } = JSON.parse(readFileSync(file, 'utf8')) as { tests: readonly Case[] };
    const cases = tests.filter((one) => !contradicted.includes(nameOf(file, one)));

    const wrong = cases.filter((one) => formatJson(resultOf(one)) !== formatJson(expectedOf(one)));

    expect(wrong.map((one) => ({ case: nameOf(file, one), got: resultOf(one) }))).toEqual([]);
  });
});

function nameOf(file: string, { test_type, input }: Case): string {
  const given: unknown = input;
  const text = typeof given === 'string' ? given : 'a slash in the name';
  const isSlashed = typeof given === 'string' || JSON.stringify(given).includes('forgejo/forgejo');
  return `${basename(file)}: ${test_type} ${isSlashed ? text : JSON.stringify(given)}`;
}

function resultOf({ test_type, input }: Case): unknown {
  try {
    if (test_type === 'parse') return parsePurl(input);
    return test_type === 'build'
      ? formatPurl(present(input) as never)
      : formatPurl(parsePurl(input));
  } catch {
    return 'refused';
  }
}

function expectedOf({ expected_failure, expected_output }: Case): unknown {
  if (expected_failure) return 'refused';
  return typeof expected_output === 'string' ? expected_output : present(expected_output as object);
}

/** Without the nulls that the cases write for absent parts. */
function present(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}
