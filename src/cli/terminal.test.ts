import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { exitCodeOfError, exitCodeOfVerdict, exitCodes } from './exit.ts';
import { lineLog } from './log.ts';
import { drawnProgress } from './progress.ts';

function stream(columns = 80) {
  const written: string[] = [];
  return { written, isTTY: true, columns, write: (text: string) => written.push(text) };
}

test('exit codes are frozen', () => {
  expect(exitCodes).toEqual({
    ok: 0,
    denied: 1,
    usage: 2,
    incomplete: 3,
    failed: 4,
    untrusted: 5,
    bug: 70,
    interrupted: 130,
  });
  const families = ['usage', 'input', 'access', 'integrity', 'limit', 'host', 'internal'] as const;
  expect(families.map(exitCodeOfError)).toEqual([2, 4, 4, 5, 4, 4, 70]);
  expect((['allow', 'warn', 'deny', 'incomplete'] as const).map(exitCodeOfVerdict)).toEqual([
    0, 0, 1, 3,
  ]);
});

test.for([
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  ['5d', 432_000_000],
  ['2w', 1_209_600_000],
] as const)('%s is %i ms', ([text, ms]) => {
  expect(parseDuration(text)).toBe(ms);
});

test.for(['', '5', 'd', '-1d', '1.5h', '1y', '1 d', '9999999d', '1dd'])(
  '"%s" is no duration',
  (text) => {
    expect(() => parseDuration(text)).toThrow(/is not a duration/);
  },
);

test('log lines are one line each and harmless', () => {
  const lines: string[] = [];
  const log = lineLog((line) => lines.push(line), 'warn');

  log.info('not wanted');
  log.warn('a file', { path: 'a\nb\u001b[31m', error: new Error('x\u202ey') });

  expect(lines).toEqual(['warn: a file (path=a\ufffdb\ufffd[31m, error=Error: x\ufffdy)\n']);
});

test('the progress line fits the terminal, shows the newest task and goes away', () => {
  const out = stream(40);
  let time = 1000;
  {
    using progress = drawnProgress(out, () => time);
    using first = progress.begin('layer one');
    time += 100;
    using second = progress.begin('layer\u001b[31m two with a very long name', 1000);
    time += 100;
    second.advance(500);
    time += 10;
    first.advance(1);
  }

  const drawn = out.written.map((text) => text.replace('\r\u001b[2K', ''));
  expect(drawn.every((text) => text.length < 40 && !text.includes('\u001b'))).toBe(true);
  expect(drawn.length).toBe(4);
  expect(drawn[0]).toContain('layer one');
  expect(drawn[1]).toContain('two with');
  expect(out.written.at(-1)).toBe('\r\u001b[2K');
});

test('things are counted, bytes are measured', () => {
  const out = stream();
  let time = 1000;
  using progress = drawnProgress(out, () => (time += 100));
  using files = progress.begin('files', undefined, 'items');
  files.advance(12_345);
  using layer = progress.begin('layer', 2000);
  layer.advance(1000);

  expect(out.written[1]).toContain('files 12345');
  expect(out.written.at(-1)).toContain('1.0 kB of 2.0 kB (+1 more)');
});

test('a log line stands above the progress line', () => {
  const out = stream();
  using progress = drawnProgress(out, () => 1000);
  using task = progress.begin('layer', 10);
  task.advance(1);

  progress.above(() => out.write('warn: x\n'));
  task.advance(1);

  expect(out.written.slice(1, 3)).toEqual(['\r\u001b[2K', 'warn: x\n']);
  expect(out.written[3]).toContain('layer');
});
