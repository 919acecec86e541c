import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseJson } from '#kit/json.ts';
import { checkLikeBuildKit } from './like-buildkit.ts';

interface Case {
  readonly id: string;
  readonly test: string;
  readonly input: string;
  readonly expected: readonly { rule: string; line: number; detail?: string }[];
  readonly buildFails: boolean;
  readonly buildErr?: string;
  readonly dockerignore?: string;
  readonly frontendAttrs?: Readonly<Record<string, string>>;
}

const path = '../shared/suites/buildkit-lint.json';
const cases = existsSync(path)
  ? (parseJson(readFileSync(path, 'utf8'), path) as { cases: readonly Case[] }).cases
  : [];

test.skipIf(cases.length === 0).for(cases.map((one) => [`${one.id} ${one.test}`, one] as const))(
  'says what BuildKit says: %s',
  ([, one]) => {
    const args = Object.entries(one.frontendAttrs ?? {}).map(
      ([name, value]) => [name.replace(/^build-arg:/, ''), value] as const,
    );

    const { warnings, buildError } = checkLikeBuildKit(one.input, {
      buildArgs: new Map(args),
      ...(one.dockerignore !== undefined && { dockerignore: one.dockerignore }),
    });

    expect(sorted(warnings)).toEqual(sorted(one.expected));
    for (const { rule, line, detail = '' } of one.expected)
      expect(
        warnings.some(
          (each) => each.rule === rule && each.line === line && each.detail.includes(detail),
        ),
      ).toBe(true);
    expect(buildError !== undefined).toBe(one.buildFails);
    expect(saysSo(buildError, one.buildErr)).toBe(true);
  },
);

function sorted(warnings: readonly { rule: string; line: number }[]): readonly string[] {
  return warnings.map(({ rule, line }) => `${line} ${rule}`).sort();
}

function saysSo(message = '', wanted: string | undefined): boolean {
  return wanted === undefined || message.includes(wanted) || new RegExp(wanted).test(message);
}

const own = [
  ['COPY <<EOF /x\n$none "$HOME\nEOF', ['2 UndefinedVar', '2 UndefinedVar']],
  ["COPY <<'EOF' /x\n$none\nEOF", []],
  ['WORKDIR C:/app', ['2 WorkdirRelativePath']],
  ['ENV PATH=$PATH:/x A=${B:-c}', ['2 UndefinedVar']],
  ['ONBUILD CMD x\nFROM base', ['3 JSONArgsRecommended']],
  ['CMD a\n# check=skip=MultipleInstructionsDisallowed\nCMD ["b"]', ['2 JSONArgsRecommended']],
] as const;

test.for(own)('beyond the suite: %j', ([text, wanted]) => {
  const { warnings } = checkLikeBuildKit(`FROM scratch AS base\n${text}\n`);

  expect(sorted(warnings)).toEqual(wanted);
});

test('an argument that the user gives is not expanded from its default', () => {
  const buildArgs = new Map([['a', '1']]);

  expect(checkLikeBuildKit('FROM scratch\nARG a=$b\n', { buildArgs }).warnings).toEqual([]);
  expect(checkLikeBuildKit('FROM scratch\nARG a=$b\n').warnings).toHaveLength(1);
});

test('without a target the last stage counts, or all of them on demand', () => {
  const text = 'FROM scratch AS a\nWORKDIR x\nFROM scratch\n';

  expect(checkLikeBuildKit(text).warnings).toEqual([]);
  expect(checkLikeBuildKit(text, { allStages: true }).warnings).toHaveLength(1);
  expect(checkLikeBuildKit(text, { target: 'a' }).warnings).toHaveLength(1);
  expect(checkLikeBuildKit(text, { target: 'b' }).buildError).toContain('could not be found');
});
