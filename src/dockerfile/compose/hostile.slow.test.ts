import { expect, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { createComposeChecker } from './checker.ts';

const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  progress: { begin: () => ({ advance: nothing, [Symbol.dispose]: nothing }) },
  clock: () => new Date(0),
  limits: defaultLimits,
  temporaryDirectory: '/nonexistent',
};

function nothing(): void {}

function run(path: string, text: string) {
  return createComposeChecker([]).check(
    { path, bytes: Buffer.from(text), sibling: () => undefined },
    scope,
  );
}

const hostile = [
  ['docker-bake.hcl', 'target "a" { x = "', '${'],
  ['docker-bake.hcl', '', 'a = ['],
  ['docker-bake.hcl', '', 'a {'],
  ['docker-bake.hcl', '', '/* <<A\n"'],
  ['docker-bake.hcl', 'x = [', ') '],
  ['compose.yaml', 'services:\n a:\n  image: ', '${a:-'],
] as const;

test.for(hostile)('stays bounded: %s %s', ([path, head, part]) => {
  const text = head + part.repeat(Math.floor(500_000 / part.length));

  expect(() => run(path, text)).not.toThrow();
});
