import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFlags, truthOf } from './flags.ts';
import { commandInScript, minorOfImage, programOf, startedBy } from './program.ts';
import { commandOfService, parseUnit } from './unit.ts';
import { splitWords } from './words.ts';

const lines: readonly (readonly [string, readonly string[]])[] = [
  ['a  b\tc', ['a', 'b', 'c']],
  [`--x="a b" --y='c "d"'`, ['--x=a b', '--y=c "d"']],
  ['a\\ b \\"c', ['a b', '"c']],
  ['a \\\n b', ['a', 'b']],
  ['"" x', ['', 'x']],
  ['"open', ['open']],
  ['', []],
];

test.for(lines)('the words of %j', ([text, words]) => {
  expect(splitWords(text)).toEqual(words);
});

test('flags are read as pflag and Go read them', () => {
  const flags = parseFlags([
    '--a=1',
    '--b',
    '2',
    '--profiling',
    'stray',
    '-cert-file=x',
    '--tls_cert_file=y',
    '--a=3',
    '--last',
    '--',
    '--not=1',
  ]);

  expect(
    Object.fromEntries([...flags].map(([name, uses]) => [name, uses.map(({ value }) => value)])),
  ).toEqual({
    a: ['1', '3'],
    b: ['2'],
    profiling: ['true'],
    'cert-file': ['x'],
    'tls-cert-file': ['y'],
    last: ['true'],
  });
});

test.for([
  ['T', true],
  ['1', true],
  ['FALSE', false],
  ['no', undefined],
] as const)('%s as a boolean is %s', ([text, truth]) => {
  expect(truthOf(text)).toBe(truth);
});

test.for([
  [['/usr/bin/kubelet', '--v=2'], 'kubelet'],
  [['hyperkube', 'controller-manager', '--x'], 'kube-controller-manager'],
  [
    ['/go-runner', '--redirect-stderr=true', '/usr/local/bin/kube-apiserver', '--v=2'],
    'kube-apiserver',
  ],
  [['vim', '/usr/local/bin/kube-apiserver'], undefined],
  [['etcdctl', 'get', 'etcd'], undefined],
  [[], undefined],
] as const)('the component of %j is %s', ([words, name]) => {
  expect(programOf(words)?.name).toBe(name);
});

test('a component is found in a script', () => {
  expect(startedBy(['/bin/sh', '-c', 'exec /usr/bin/kubelet --v=2'])).toEqual({
    name: 'kubelet',
    words: ['--v=2'],
  });
  expect(startedBy(['/bin/sh', '-c'])).toBeUndefined();
  expect(
    commandInScript(
      'set -e\ncd / && exec kube-scheduler \\\n  --profiling=false 1>>/var/log/x.log 2>&1',
    ),
  ).toEqual(['exec', 'kube-scheduler', '--profiling=false']);
});

test.for([
  ['registry.k8s.io/kube-apiserver:v1.34.2', 34],
  ['r:5000/kube-apiserver:v1.9', 9],
  ['kube-apiserver@sha256:00', undefined],
] as const)('the version of %s is %s', ([image, minor]) => {
  expect(minorOfImage(image)).toBe(minor);
});

test('units: comments, joined lines, drop-ins, variables', () => {
  const unit =
    '[Unit]\nDescription=x\n[Service]\n; no\nEnvironment=A="1 2" B=3\nExecStart=/bin/old\n';
  const drop =
    '[Service]\nEnvironmentFile=-/env\nExecStart=\nExecStart=-/bin/kubelet $A \\\n# between\n  --b=${B} $C ${NONE}\n';
  const command = commandOfService(
    [
      { path: '/u', text: unit },
      { path: '/d', text: drop },
    ],
    (path) => (path === '/env' ? 'C="x y"\n#D=1\n' : undefined),
  );

  expect(command?.words).toEqual(['/bin/kubelet', '1', '2', '--b=3', 'x', 'y', '']);
  expect(command).toMatchObject({ path: '/d', line: 4 });
});

test('any text is read in bounded time and size', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(...Array.from(' \t\n\\"\'$={}[]#;-aA:/')),
        maxLength: 400,
      }),
      (text) => {
        const words = splitWords(text);
        parseFlags(words);
        commandInScript(text);
        const command = commandOfService(
          [{ path: '/u', text: `[Service]\nExecStart=${text}` }],
          () => text,
        );
        expect(words.join('').length).toBeLessThanOrEqual(text.length);
        expect(parseUnit(text).every(({ line }) => line >= 1)).toBe(true);
        expect(command?.words.join('').length ?? 0).toBeLessThan(2_000_000);
      },
    ),
  );
});

test('variables that name themselves many times do not blow up', () => {
  const text = `[Service]\nEnvironment=A=${'x'.repeat(50_000)}\nExecStart=/bin/kubelet ${'${A}'.repeat(20_000)}\n`;
  const words = commandOfService([{ path: '/u', text }], () => undefined)?.words ?? [];

  expect(words.join('').length).toBeLessThanOrEqual(1_100_000);
});

test('a flag whose value ends in the name of a component starts none', () => {
  expect(programOf(['--kubelet-service=kube-system/kubelet', '--kubelet-endpoints=true'])).toBe(
    undefined,
  );
  expect(programOf(['env', 'HOME=/var/lib/etcd', '/usr/bin/kubelet', '--v=2'])).toEqual({
    name: 'kubelet',
    from: 3,
  });
});
