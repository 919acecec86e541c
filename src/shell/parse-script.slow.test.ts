import fc from 'fast-check';
import { expect, test } from 'vitest';
import { downloads } from './download.ts';
import { packageCommands } from './packages/read.ts';
import { parseScript } from './parse-script.ts';
import type { ShellCommand } from './script.ts';

function words(command: ShellCommand | undefined): string {
  return command?.argv.map(({ value }) => value).join(' ') ?? '';
}

const flat = [
  ['a && b; c | d', ['a', 'b', 'c', 'd']],
  ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
  ['for i in 1 2; do a "$i"; done', ['a ${i}']],
  ['f() { a; }; f', ['a', 'f']],
  ['a "$(b c)"', ['b c', 'a $(b c)']],
  ['case $x in y) a;; *) b;; esac', ['a', 'b']],
  ['sudo -u root env A=1 apt-get update', ['apt-get update']],
  ["sh -c 'a; b'", ['sh -c a; b', 'a', 'b']],
  ['bash -lc "a && b"', ['bash -lc a && b', 'a', 'b']],
  ['deps="x=1 y"; apt-get install $deps', ['', 'apt-get install x=1 y']],
  ['apt-get install lib{a,b}', ['apt-get install liba libb']],
  ['timeout -k 5 30s a b', ['a b']],
  ['command -v a', ['command -v a']],
  ['/usr/bin/a b', ['/usr/bin/a b']],
  ['a \\\n  b', ['a b']],
  ['fi && apt-get install x', ['apt-get install x']],
] as const;

test.for(flat)('every command of %j is seen', ([text, expected]) => {
  expect(parseScript(text).commands.map(words)).toEqual(expected);
});

const masks = [
  ['a || true', true],
  ['a || exit 1', false],
  ['a || { echo no; exit 1; }', false],
  ['a && b', false],
  ['a; b', true],
  ['set -e; a; b', false],
  ['! a', true],
  ['if a; then :; fi', true],
  ['a | b', true],
  ['set -o pipefail; a | b', false],
  ['a & wait', true],
] as const;

test.for(masks)('a failure of `a` in %j is masked: %s', ([text, masked]) => {
  const command = parseScript(text).commands.find(({ name }) => name === 'a');

  expect(command?.masked).toBe(masked);
});

test('a variable that is set in a branch is not certain', () => {
  const script = parseScript('p=a; if x; then p=b; fi; apt-get install $p');

  expect(packageCommands(script.commands)[0]?.packages[0]?.kind).toBe('dynamic');
});

test('places of nested scripts are those of the whole text', () => {
  const text = "x; bash -c 'cd /tmp'";
  const cd = parseScript(text).commands.find(({ name }) => name === 'cd');

  expect(text.slice(cd?.start, cd?.end)).toBe('cd /tmp');
});

const packages = [
  ['apt-get -y -t stable install a=1 b ./c.deb d/sid', 'apt-get install a=1! b c! d=sid!'],
  ['apk add --no-cache -t .deps a~1 b', 'apk install a=~1! b'],
  [
    'python3 -m pip install -r req.txt a==1 "b>2" git+https://x/y@v1',
    'pip install a===1! b=>2! git!',
  ],
  ['npm i -g @s/a@1 b ./c', 'npm install @s/a=1! b c!'],
  ['yum -y install a-1.2-3.el9 b http://x/c.rpm', 'yum install a=1.2-3.el9! b http!'],
  ['gem install -v 1 a', 'gem install a=1!'],
  ['go install example.com/a@latest', 'go install example.com/a=latest'],
  ['yarn global add a@1', 'yarn install a=1!'],
  ['uv pip install a', 'uv install a'],
  ['cargo install --git https://x/y --rev 1', 'cargo install https!'],
  ['npm cache clean --force', 'npm clean '],
  ['dnf module install nodejs:18', 'dnf install nodejs:18'],
  ['pacman -Syu --noconfirm a', 'pacman install a'],
] as const;

test.for(packages)('%s', ([text, expected]) => {
  const [call] = packageCommands(parseScript(text).commands);
  const asked = call?.packages.map(({ name, version, pinned }) => {
    const short = name.replace(/^\.\//, '').replace(/(\+|:\/\/|\.(deb|rpm)).*$/, '');
    return `${short}${version === undefined ? '' : `=${version}`}${pinned ? '!' : ''}`;
  });

  expect(`${call?.tool} ${call?.action} ${asked?.join(' ')}`).toBe(expected);
});

const pipes = [
  ['curl -fsSL https://x | sh', 'sh'],
  ['curl https://x | sudo -E bash -', 'bash'],
  ['wget -qO- https://x | tar xz', undefined],
  ['bash -c "$(curl -fsSL https://x)"', 'bash'],
  ['sh <(curl https://x)', 'sh'],
  ['curl https://x | python3 -c "import json"', undefined],
  ['curl https://x | tee a | bash -s -- --yes', 'bash'],
  ['curl -o a https://x && sh a', undefined],
] as const;

test.for(pipes)('%s runs the download in %s', ([text, expected]) => {
  expect(downloads(parseScript(text))[0]?.interpreter).toBe(expected);
});

const hostile = [
  '('.repeat(100_000),
  '$('.repeat(50_000),
  '`'.repeat(50_001),
  '"'.repeat(99_999),
  '{a,b}'.repeat(2000),
  `x=${'y '.repeat(5000)}; z ${'$x '.repeat(5000)}`,
  'if '.repeat(20_000),
  `a${' -1-1'.repeat(20_000)}`,
  'cat <<A\n'.repeat(2000),
];

test.for(hostile.map((text, index) => [index, text] as const))(
  'hostile script %i ends soon',
  ([, text]) => {
    const script = parseScript(text);

    expect(packageCommands(script.commands).length + downloads(script).length).toBe(0);
  },
);

test('no text makes it throw', () => {
  const characters = 'a $()"\'`{}|&;<\n\\#=!['.split('');
  const part = fc.constantFrom(...characters, 'if ', 'fi', 'apt-get install ', '<<E');
  const text = fc.oneof(
    fc.array(part).map((parts) => parts.join('')),
    fc.string(),
  );
  const property = fc.property(text, (given) => {
    const script = parseScript(given);
    packageCommands(script.commands);
    downloads(script);
    return script.commands.every(
      ({ start, end }) => start >= 0 && start <= end && end <= given.length,
    );
  });

  expect(() => fc.assert(property)).not.toThrow();
});
