import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import { conditions as nodeConditions } from '#catalog/node.gen.ts';
import { checksOf, loadCheckMetas } from '#check/catalogue.ts';
import { applyFixes } from '#check/edits.ts';
import type { FileChecker } from '#contract/check.ts';
import type { Fault } from '#model/fault.ts';
import { builtInCheckers } from '../src/built-in-checkers.ts';
import {
  type CheckItem,
  compiledChecks,
  conditionModules,
  readChecks,
} from '../tools/check-catalog.ts';
import { nodeFaults, nodePlaceOf } from './node-example.ts';

const root = join(import.meta.dirname, '..');
const items = readChecks(root);
const checkers = await builtInCheckers(join(root, 'data'), { include: ['all'] });
const nodeChecks = checksOf(loadCheckMetas(join(root, 'data')), nodeConditions, {
  include: ['all'],
});

/** Where an example would stand in a repository, by the end of its name. */
const places: Readonly<Record<string, string>> = {
  '.Dockerfile': 'Dockerfile',
  '.github.yml': '.github/workflows/ci.yml',
  '.action.yml': 'action.yml',
  '.dependabot.yml': '.github/dependabot.yml',
  '.precommit.yml': '.pre-commit-config.yaml',
  '.renovate.json': 'renovate.json',
  '.gitlab.yml': '.gitlab-ci.yml',
  '.azure.yml': 'azure-pipelines.yml',
  '.tekton.yml': '.tekton/pipeline.yaml',
  '.jenkinsfile': 'Jenkinsfile',
  '.circleci.yml': '.circleci/config.yml',
  '.argo.yml': 'workflow.yaml',
  '.drone.yml': '.drone.yml',
  '.woodpecker.yml': '.woodpecker.yml',
  '.compose.yml': 'compose.yaml',
  '.bake.hcl': 'docker-bake.hcl',
  '.k8s.yaml': 'manifests.yaml',
};

function pathOf(example: string): string | undefined {
  return Object.entries(places).find(([end]) => example.endsWith(end))?.[1] ?? nodePlaceOf(example);
}

interface Example {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly folder: string;
}

function examplesOf({ folder }: CheckItem, kind: 'bad' | 'good'): readonly Example[] {
  return globSync(join(folder, kind, '*'))
    .sort()
    .flatMap((file) => {
      const path = pathOf(file);
      return path === undefined ? [] : [{ path, bytes: readFileSync(file), folder: file }];
    });
}

/** Files beside the example: `one.Dockerfile` may have a folder `one.Dockerfile.files`. */
function check({ path, bytes, folder }: Example): readonly Fault[] {
  const nodePlace = nodePlaceOf(folder);
  if (nodePlace !== undefined) return nodeFaults(nodeChecks, nodePlace, bytes);
  const checker: FileChecker | undefined =
    checkers.find((one) => one.recognises(path, new Uint8Array())) ??
    checkers.find((one) => one.recognises(path, bytes.subarray(0, 4096)));
  expect(checker, `nothing recognises ${path}`).toBeDefined();
  function sibling(relative: string): Uint8Array | undefined {
    const file = join(`${folder}.files`, relative);
    return existsSync(file) ? readFileSync(file) : undefined;
  }
  return checker?.check({ path, bytes, sibling }, testScope()).faults ?? [];
}

/** Lines that an example marks: `# expect: ID`, or `# expect-above: ID` in the line after. */
function expectedLines({ bytes }: Example, id: string): readonly number[] {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.flatMap((line, at) => {
    if (new RegExp(`expect: [^#]*\\b${id}\\b`).test(line)) return [at + 1];
    return new RegExp(`expect-above: [^#]*\\b${id}\\b`).test(line) ? [at] : [];
  });
}

const withCondition = items.filter(({ hasCondition }) => hasCondition);
const cases = withCondition.flatMap((item) => {
  const all = [
    ...examplesOf(item, 'bad').map((example) => ({ item, example, isBad: true })),
    ...examplesOf(item, 'good').map((example) => ({ item, example, isBad: false })),
  ];
  return all.map(
    (one) => [`${item.meta.id} ${one.example.folder.slice(root.length)}`, one] as const,
  );
});

test.for(cases)('%s', ([, { item, example, isBad }]) => {
  const found = check(example).filter(({ rule }) => rule === item.meta.id);
  const lines = found.map(({ locations }) => locations[0].line ?? 1).sort((a, b) => a - b);

  expect(lines).toEqual(isBad ? expectedLines(example, item.meta.id) : []);
  expect(isBad && lines.length === 0).toBe(false);
});

const fixable = withCondition.flatMap((item) =>
  examplesOf(item, 'bad').flatMap((example) => {
    const fixed = join(item.folder, 'fixed', basename(example.folder));
    return existsSync(fixed) ? [[fixed.slice(root.length), { item, example, fixed }] as const] : [];
  }),
);

test.for(fixable)(
  '%s is what its fixes make of the bad example',
  ([, { item, example, fixed }]) => {
    const fixes = check(example)
      .filter(({ rule }) => rule === item.meta.id)
      .flatMap((fault) => fault.fixes?.slice(0, 1) ?? []);
    const { bytes } = applyFixes(example.bytes, fixes);

    expect(Buffer.from(bytes).toString()).toBe(readFileSync(fixed, 'utf8'));
    expect(check({ ...example, bytes }).filter(({ rule }) => rule === item.meta.id)).toEqual([]);
  },
);

/** What another program finds: test/integration/shellcheck.test.ts. */
const byOthers = 'shellcheck';

test('every check with a condition has a bad and a good example', () => {
  const without = withCondition
    .filter(({ meta }) => meta.family !== 'image' && meta.slug !== byOthers)
    .filter((item) => examplesOf(item, 'bad').length * examplesOf(item, 'good').length === 0);

  expect(without.map(({ meta }) => meta.id)).toEqual([]);
});

test('ids are given once and never taken away', () => {
  const known = readFileSync(join(root, 'catalog', 'ids.txt'), 'utf8')
    .trim()
    .split('\n');

  expect(known).toEqual([...new Set(known)].sort());
  // Rules of the runtime have their own test.
  expect(items.map(({ meta }) => meta.id)).toEqual(known.filter((id) => !id.startsWith('CSN-RT-')));
});

test('what is compiled is fresh: node tools/catalog.ts', () => {
  expect(readFileSync(join(root, 'data', 'catalog', 'checks.json'), 'utf8')).toBe(
    compiledChecks(items),
  );
  for (const [path, text] of conditionModules(items, root))
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});

test('no alias means two checks of one family, but where a peer asks several questions at once', () => {
  const byAlias = Map.groupBy(
    items.flatMap(({ meta }) => meta.aliases.map((alias) => ({ alias, meta }))),
    ({ alias, meta }) => `${meta.family} ${alias}`,
  );
  // the checks of scorecard are whole fields
  const many = [...byAlias].filter(
    ([alias, owners]) => owners.length > (alias.includes(' scorecard:') ? 8 : 4),
  );

  expect(many.map(([alias]) => alias)).toEqual([]);
});
