import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtIn } from '../src/built-in.ts';
import { buildCommands } from '../src/cli/command-tree.ts';
import { type Desk, newDesk } from './command-line.ts';

let desk: Desk;
beforeAll(() => {
  desk = newDesk();
  writeFileSync(
    join(desk.work, 'no-expiry.yaml'),
    'exceptions: [{id: CVE-1, reason: r, owner: o}]',
  );
  writeFileSync(join(desk.work, 'not.yaml'), 'exceptions: [');
});
afterAll(() => rmSync(desk.root, { recursive: true, force: true }));

const commands: readonly (readonly string[])[] = [
  ['check'],
  ['fix'],
  ['checks'],
  ['checks', 'list'],
  [],
  ['scan'],
  ['explain'],
  ['sbom'],
  ['convert'],
  ['merge'],
  ['diff'],
  ['plan'],
  ['vex'],
  ['rescan'],
  ['kube'],
  ['kube', 'scan'],
  ['kube', 'node'],
  ['kube', 'who-can'],
  ['kube', 'can-i'],
  ['kube', 'what-can'],
  ['kube', 'access-diff'],
  ['kube', 'escalations'],
  ['kube', 'unused'],
  ['kube', 'least-privilege'],
  ['kube', 'network'],
  ['kube', 'network', 'map'],
  ['kube', 'network', 'explain'],
  ['kube', 'network', 'diff'],
  ['kube', 'network', 'exposure'],
  ['kube', 'network', 'facts'],
  ['kube', 'network', 'test'],
  ['kube', 'network', 'lint'],
  ['kube', 'network', 'generate'],
  ['kube', 'network', 'what-if'],
  ['policy'],
  ['policy', 'apply'],
  ['policy', 'test'],
  ['policy', 'lint'],
  ['policy', 'explain'],
  ['policy', 'eval'],
  ['up'],
  ['config'],
  ['config', 'show'],
  ['config', 'rotate-key'],
  ['backup'],
  ['restore'],
  ['remote'],
  ['remote', 'login'],
  ['report'],
  ['report', 'verify'],
  ['watch'],
  ['incident'],
  ['incident', 'list'],
  ['incident', 'show'],
  ['incident', 'close'],
  ['incident', 'note'],
  ['incident', 'silence'],
  ['respond'],
  ['respond', 'list'],
  ['respond', 'show'],
  ['respond', 'quarantine'],
  ['respond', 'freeze'],
  ['respond', 'snapshot'],
  ['respond', 'deny-drift'],
  ['respond', 'kill'],
  ['respond', 'stop'],
  ['respond', 'restart'],
  ['respond', 'isolate'],
  ['respond', 'label'],
  ['respond', 'delete-pod'],
  ['respond', 'cordon'],
  ['respond', 'undo'],
  ['respond', 'approve'],
  ['respond', 'playbooks'],
  ['respond', 'verify'],
  ['profile'],
  ['profile', 'list'],
  ['profile', 'show'],
  ['profile', 'learn'],
  ['profile', 'promote'],
  ['profile', 'forget'],
  ['profile', 'rollback'],
  ['profile', 'export'],
  ['rule'],
  ['rule', 'list'],
  ['rule', 'show'],
  ['rule', 'check'],
  ['rule', 'test'],
  ['rule', 'run'],
  ['rule', 'bench'],
  ['rule', 'import'],
  ['sensor'],
  ['sensor', 'doctor'],
  ['db'],
  ['db', 'status'],
  ['db', 'fetch'],
  ['db', 'update'],
  ['db', 'build'],
  ['db', 'search'],
  ['db', 'verify'],
  ['db', 'export'],
  ['db', 'push'],
  ['db', 'rollback'],
  ['db', 'diff'],
  ['db', 'mirror'],
  ['completion'],
];

test.for(commands)('caisson %o --help fits 80 columns and is as reviewed', async (words) => {
  const { code, out, err } = await desk.caisson([...words, '--help']);

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').filter((line) => Array.from(line).length > 80)).toEqual([]);
  await expect(out).toMatchFileSnapshot(`testdata/help/${['caisson', ...words].join('-')}.txt`);
});

test('help COMMAND and COMMAND --help say the same', async () => {
  const [first, second] = [
    await desk.caisson(['help', 'scan']),
    await desk.caisson(['scan', '-h']),
  ];

  expect(first).toEqual(second);
});

test('every command has a golden help and shows at most 25 options', async () => {
  const terminal = { out: { write() {}, isTTY: false, columns: 80 } };
  const root = buildCommands(
    { ...terminal, err: terminal.out } as unknown as Parameters<typeof buildCommands>[0],
    builtIn('0.0.0'),
    { code: 0 },
  );
  const second = root.commands.flatMap((command) => command.commands);
  const all = [
    root,
    ...root.commands,
    ...second,
    ...second.flatMap(({ commands: third }) => third),
  ];

  const counts = all.map((command) => command.options.filter((option) => !option.hidden).length);

  expect(Math.max(...counts)).toBeLessThanOrEqual(25);
  expect(all.length).toBe(commands.length);
});

test('--version prints the version', async () => {
  expect(await desk.caisson(['--version'])).toEqual({ code: 0, out: '0.0.0-test\n', err: '' });
});

test.for([[], ['db'], ['help', 'db']])('%s alone prints help', async (words) => {
  const { code, out, err } = await desk.caisson(words);

  expect(out + err).toContain('Usage: caisson');
  expect(code).toBe(words[0] === 'help' ? 0 : 2);
});

const faults: readonly (readonly [line: string, message: RegExp])[] = [
  ['scna', /unknown command 'scna'\nhint: did you mean scan\?/],
  ['debian:12', /unknown command 'debian:12'\nhint: to scan something: caisson scan debian:12/],
  ['scan --sevrity high', /unknown option '--sevrity'\nhint: did you mean --severity\?/],
  ['scan --ignore-unfixed', /unknown option '--ignore-unfixed'\nhint: here it is --only-fixed/],
  ['scan --severity-cutoff=high', /hint: here it is --fail-on SEVERITY/],
  [
    'scan a b',
    /too many arguments for 'scan', expected 1 argument.*\nhint: see "caisson scan --help"/,
  ],
  ['scan --fail-on', /option '--fail-on <expression>' argument missing\nhint: /],
  ['scan x --fail-on kev&&', /the expression "kev&&" is not valid: it ends at column 6/],
  ['scan x --show nothing==1', /column 1, expected one of severity/],
  ['scan x --show severity>=hi', /column 11, expected one of unknown/],
  ['scan x --severity hgih', /"hgih" is not a severity\nhint: use one of/],
  ['scan x --platform linux', /"linux" is not a platform\nhint: write os\/architecture/],
  ['scan x --platform a/b/c/d', /"a\/b\/c\/d" is not a platform/],
  ['scan x --db-max-age 5', /"5" is not a duration\nhint: write a whole number/],
  ['scan x --exit-code 3', /the exit code "3" cannot be used\nhint: take a number/],
  ['scan x --exit-code 256', /the exit code "256" cannot be used/],
  ['scan x --exit-code -1', /the exit code "-1" cannot be used/],
  ['scan x --exit-code two', /the exit code "two" cannot be used/],
  ['scan x --exit-code 1', /--exit-code does nothing without --fail-on/],
  ['scan x -o json -o sarif', /two outputs cannot both go to stdout\nhint: /],
  ['scan x -o json -o table', /two outputs cannot both go to stdout/],
  ['scan x -o json=a -o sarif=a', /two outputs cannot both go to "a"/],
  ['scan x -o jsn', /"jsn" is not an output\nhint: write FORMAT or FORMAT=FILE with one of table/],
  ['scan x -o json=', /"json=" is not an output/],
  ['scan x -o __proto__', /"__proto__" is not an output/],
  ['scan x --allow-partial --strict', /--allow-partial and --strict exclude each other\nhint: /],
  ['scan x --exceptions none.yaml', /there is no file ".*none.yaml"\nhint: name/],
  ['scan x --exceptions no-expiry.yaml', /"no-expiry.yaml" is not valid:\n.*\n.*expires/],
  ['scan x --exceptions not.yaml', /"not.yaml" is not valid YAML/],
  ['scan x --vex none.json', /there is no file ".*none.json"\nhint: name/],
  ['scan x --db none', /there is no advisory database in ".*none"\nhint: /],
  ['scan x --ca none.pem', /there is no file ".*none.pem" with certificate authorities/],
  ['scan x --mirror docker.io', /"docker.io" is not a mirror\nhint: write registry=mirror/],
  ['db stats', /unknown command 'stats'\nhint: did you mean status\?/],
  ['db status --format xml', /'xml' is invalid\nhint: use one of text, json/],
  ['db build', /required option '--from <dir>' not specified/],
  ['db build --from none --out x', /there is no directory ".*none"\nhint: /],
  ['db update none', /none" is no source of advisories\nhint: name a directory/],
  ['db search', /missing required argument 'package'\nhint: see "caisson db search --help"/],
  ['completion tcsh', /'tcsh' is invalid for argument 'shell'\nhint: use one of bash, zsh, fish/],
  ['explain', /missing required argument 'finding'\nhint: /],
];

test.for(faults)('caisson %s is refused with 2', async ([line, message]) => {
  const { code, out, err } = await desk.caisson(line.split(' '));

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err).toMatch(/^error: [^]*\nhint: .*\n$/);
});

test('--json-errors gives one object, for faults of the command line as well', async () => {
  const results = await Promise.all(
    ['scan --sevrity x --json-errors', 'scan /none.tar --json-errors'].map((line) =>
      desk.caisson(line.split(' ')),
    ),
  );

  expect(results.map(({ err }) => JSON.parse(err) as unknown)).toEqual([
    {
      code: 'usage.invalid-argument',
      message: "unknown option '--sevrity'",
      hint: 'did you mean --severity?',
      causes: [],
    },
    expect.objectContaining({ code: 'input.not-found' }),
  ]);
});

test('text from outside cannot write to the terminal through an error', async () => {
  const evil = '/no\u001b[2Jwhere\u202e.tar';

  const { err } = await desk.caisson(['scan', evil]);
  const option = await desk.caisson(['scan', '--\u001b[31mred']);

  expect(err + option.err).not.toMatch(/[^\P{C}\n]/u);
});
