import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from './parse.ts';
import { resolveDockerfile } from './resolve.ts';
import type { BuildInputs, ResolvedDockerfile } from './resolved.ts';

function resolve(text: string, inputs: BuildInputs = {}): ResolvedDockerfile {
  return resolveDockerfile(parseDockerfile(Buffer.from(text)), inputs);
}

function envOf(text: string, inputs: BuildInputs = {}): Record<string, string> {
  const env = [...(resolve(text, inputs).target?.env ?? [])];
  return Object.fromEntries(env.map(([name, { value }]) => [name, value]));
}

const expansions = [
  ['$a', 'value'],
  ['${a}x', 'valuex'],
  ['"$a b"', 'value b'],
  ["'$a'", '$a'],
  ['\\$a', '$a'],
  ['"\\$a \\n"', '$a \\n'],
  ['${none:-x}', 'x'],
  ['${none-${a}}', 'value'],
  ['${empty-x}', ''],
  ['${empty:-x}', 'x'],
  ['${a:+y}', 'y'],
  ['${none+y}', ''],
  ['${a?no}', 'value'],
  ['${path#*/}', 'usr/local/bin'],
  ['${path##*/}', 'bin'],
  ['${path%/*}', '/usr/local'],
  ['${path%%/local*}', '/usr'],
  ['${path/l/L}', '/usr/Local/bin'],
  ['${path//l/L}', '/usr/LocaL/bin'],
  ['${path/l??al/x}', '/usr/x/bin'],
  ['$none.', '.'],
  ['a$', 'a$'],
] as const;

test.for(expansions)('%s is %j', ([word, wanted]) => {
  expect(
    envOf(`FROM scratch\nENV a=value empty= path=/usr/local/bin\nENV out=${word}`)['out'],
  ).toBe(wanted);
});

const wrong = [
  '${}',
  '${{a}}',
  '${:a}',
  '${a:#b}',
  '${a',
  '${none:?is needed}',
  '"open',
  '${a^^}',
] as const;

test.for(wrong)('%s is refused', (word) => {
  expect(resolve(`FROM scratch\nENV a=1\nENV b=${word}`).errors).toHaveLength(1);
});

test('a value in ENV is the one before the instruction', () => {
  expect(envOf('FROM scratch\nENV a=1\nENV a=2 b=$a')).toEqual({ a: '2', b: '1' });
});

test('global arguments are seen by FROM, and by a stage that declares them', () => {
  const text = 'ARG TAG=3\nARG IMAGE=alpine:$TAG\nFROM $IMAGE\nENV a=$TAG\nARG TAG\nENV b=$TAG';

  expect(resolve(text).stages[0]?.image.text).toBe('alpine:3');
  expect(envOf(text)).toEqual({ a: '', b: '3' });
  expect(envOf(text, { buildArgs: new Map([['TAG', '4']]) })).toEqual({ a: '', b: '4' });
});

test('a stage inherits what the stage below has', () => {
  const { target } = resolve(
    'FROM scratch AS base\nARG v=1\nENV e=$v\nUSER app\nWORKDIR /srv\nSHELL ["/bin/bash", "-c"]\nONBUILD RUN x\nCMD ["a"]\nFROM base\nWORKDIR sub\nENV f=$v$e\nENTRYPOINT b\n',
  );

  expect(target).toMatchObject({
    user: { value: 'app' },
    workdir: { value: '/srv/sub' },
    entrypoint: { value: ['/bin/bash', '-c', 'b'] },
  });
  expect(target?.command).toBeUndefined();
  expect(target?.env.get('f')?.value).toBe('11');
  expect(target?.steps[0]).toMatchObject({ inherited: true, instruction: { kind: 'run' } });
});

test('what is known of a base image counts, and makes the rest certain', () => {
  const facts = { env: ['HOME=/home/app'], user: '10001', onbuild: ['COPY . /app'] };
  const text = 'FROM app:1\nENV a=$HOME b=$nothing';
  const known = resolve(text, { baseFacts: () => facts }).target;

  expect(known?.user).toMatchObject({ value: '10001' });
  expect(known?.env.get('a')).toMatchObject({ value: '/home/app', known: true });
  expect(known?.env.get('b')).toMatchObject({ value: '', known: true });
  expect(known?.steps[0]).toMatchObject({ copy: { sources: [{ text: { text: '.' } }] } });
  expect(resolve(text).target?.env.get('a')?.known).toBe(false);
});

test('only what the target needs is reachable', () => {
  const text =
    'FROM scratch AS a\nFROM scratch AS b\nFROM a AS c\nRUN --mount=from=b,target=/b x\nFROM scratch AS d\nCOPY --from=0 /x /x\n';

  expect(resolve(text).stages.map((stage) => stage.isReachable)).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(resolve(text, { target: 'c' }).stages.map((stage) => stage.isReachable)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

const errors = [
  ['FROM a\nCOPY --from=3 x y', 'invalid stage index 3'],
  ['FROM a AS x\nCOPY --from=x y z', 'circular dependency detected on stage: x'],
  [
    'FROM a AS x\nCOPY --from=y a b\nFROM b AS y',
    'cannot copy from stage "y", it needs to be defined before current stage "x"',
  ],
  ['FROM a\nEXPOSE 65536', 'invalid containerPort: 65536'],
  ['FROM a\nSTOPSIGNAL SIGNOPE', 'invalid signal: SIGNOPE'],
  [
    'FROM a\nRUN --mount=type=cache,target=/x,size=1 y',
    "unexpected key 'size' for mount type 'cache'",
  ],
] as const;

test.for(errors)('builds that fail: %j', ([text, message]) => {
  expect(resolve(text).errors.map((error) => error.message)).toEqual([message]);
});

test('an argument that doubles and doubles is cut, not followed', () => {
  const lines = Array.from({ length: 60 }, (_, at) => `ENV v${at + 1}=$v${at}$v${at}`);
  const { target } = resolve(`FROM scratch\nENV v0=0123456789\n${lines.join('\n')}`);
  const longest = Math.max(...[...(target?.env.values() ?? [])].map(({ value }) => value.length));

  expect(longest).toBeLessThan(200_000);
});

test('deep nesting is refused, not followed', () => {
  const text = `FROM scratch\nENV a=${'${b:-'.repeat(10_000)}x${'}'.repeat(10_000)}`;

  expect(resolve(text).errors[0]?.message).toContain('nested too deeply');
});

const parts = fc.constantFrom(
  'FROM a\n',
  'FROM b AS c\n',
  'ARG x=$y\n',
  'ENV a=',
  '$',
  '${',
  '}',
  'x',
  ':-',
  '/',
  '#',
  '%',
  '*',
  '\\',
  '"',
  "'",
  '\nCOPY --from=',
  'c',
  ' /x\n',
  'WORKDIR ',
  'EXPOSE 1-',
  '\nONBUILD RUN x\n',
);

test('any file: nothing is thrown', () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 50 }), (some) => {
      const { stages } = resolve(some.join(''));

      expect(stages.filter(({ isTarget }) => isTarget).length).toBe(Math.min(1, stages.length));
    }),
    { numRuns: 300 },
  );
});
