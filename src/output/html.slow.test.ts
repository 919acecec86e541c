import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { sha256Hex } from '#kit/hash.ts';
import { fixActions } from './actions.ts';
import { upgradeCommand } from './html/command.ts';
import { htmlOutput } from './html.ts';
import { clusterReport, withTexts } from './testdata/cluster.ts';
import { checkReport, imageReport } from './testdata/faults.ts';
import { finding } from './testdata/finding.ts';
import { now, report } from './testdata/report.ts';
import { components } from './testdata/software.ts';
import { emptyReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const voids = /<(meta|input|rect)([^<>]*?)\/?>/g;

function page(of = report): string {
  return [...htmlOutput.render(of, options)].join('');
}

/** Names of all elements, in order; throws unless every element is closed and every attribute quoted. */
function elements(text: string): readonly string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    names.push(name);
    expect(Object.keys(attributes).filter((key) => /^on|^style$/.test(key))).toEqual([]);
  });
  const body = text
    .replace('<!doctype html>', '')
    .replace(/<script>[^]*?<\/script>/, '<script/>')
    .replace(/<style>[^]*?<\/style>/, '<style/>')
    .replace(/ (hidden|selected|checked|open)(?=[ >])/g, ' $1=""')
    .replace(voids, '<$1$2/>')
    .replaceAll('&rarr;', '→');
  parser.write(body).close();
  return names;
}

test('the page stays as it is', async () => {
  await expect(page()).toMatchFileSnapshot('./testdata/golden/report.html');
});

test.for([
  ['check', checkReport],
  ['image', imageReport],
  ['kube/scan', clusterReport],
] as const)('the page of secrets and faults of %s stays as it is', async ([name, of]) => {
  const text = page(of);
  expect(() => elements(text)).not.toThrow();

  await expect(text).toMatchFileSnapshot(`./testdata/golden/${name}.html`);
});

test('kinds have sections, and what a later layer hides is said in layers, cards and rows', () => {
  const text = page(imageReport);
  const headings = [...text.matchAll(/<h2 id="([a-z]+)-title">/g)].map((match) => match[1]);

  for (const id of ['malware', 'secret', 'credential', 'misconfiguration', 'efficiency'])
    expect(headings).toContain(id);
  expect(text.match(/deleted by layer 2, still readable/g)).toHaveLength(2);
  expect(text).toContain('1 secret in files that a later layer hides');
});

test('the page loads nothing and runs only its own script', () => {
  const text = page();
  const inline = /<script>([^]*?)<\/script>/.exec(text)?.[1] ?? '';
  const hash = Buffer.from(sha256Hex(inline), 'hex').toString('base64');

  expect(text).toContain(`script-src &#39;sha256-${hash}&#39;`);
  expect(text).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b|src=|@import|url\(|style="/);
  expect(text.match(/<script/g)).toHaveLength(1);
  expect(text).not.toMatch(/\son[a-z]+="/);
});

test('links are only web addresses and tell nothing of where they come from', () => {
  const links = page().match(/<a [^>]*>/g) ?? [];

  for (const link of links)
    expect(link).toMatch(/href="(?:#[a-z]+|https?:\/\/[^"]+" rel="noopener noreferrer)"/);
});

test('the page answers first and has landmarks and captions', () => {
  const text = page();
  const order = ['DENIED', 'What to do first', 'At a glance', '>Findings<', '>Layers<', '>Data<'];
  const places = order.map((title) => text.indexOf(title, text.indexOf('<body>')));

  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const part of [
    '<header>',
    '<nav aria-label',
    '<main>',
    '<footer>',
    'class="skip"',
    'lang="en"',
  ])
    expect(text).toContain(part);
  expect(text.match(/<table/g)?.length).toBe(text.match(/<caption>/g)?.length);
});

test('an empty scan does not look safe', () => {
  expect(page(emptyReport)).toContain('PASSED (NOTHING CHECKED)');
  expect(page(emptyReport)).toContain('no software was recognised, so nothing was checked');
});

const breakouts = ['<script>alert(1)</script>', '" onload="x', '</style>', ']]>', '&lt;b&gt;'];

test('any text stays text', () => {
  const usual = new Set(elements(page(withText('x'))));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const found = elements(page(withText(text)));
      expect(found.filter((name) => !usual.has(name))).toEqual([]);
      expect(found.filter((name) => name === 'script' || name === 'style')).toHaveLength(2);
    }),
    { numRuns: 12, examples: breakouts.map((text): [string] => [text]) },
  );
});

test('the page of a cluster answers first: score, steps, namespaces, objects, controls', () => {
  const text = page(clusterReport);
  const titles = [...text.matchAll(/<h2 id="[a-z]+-title">([^<]+)/g)].map((match) => match[1]);
  const links = [...text.matchAll(/<a href="#([a-z]+)">/g)].map((match) => match[1]);

  expect(titles).toEqual([
    'Posture',
    'What to do first',
    'Secrets',
    'Namespaces',
    'Workloads',
    'Other objects',
    'Controls',
    'Findings',
    'Not examined',
  ]);
  for (const link of links) expect(text).toContain(`id="${link}"`);
  expect(text.match(/<table/g)?.length).toBe(text.match(/<caption>/g)?.length);
});

test('the page of a cluster without findings has no empty parts', () => {
  const { posture } = clusterReport;
  const clean = posture && { ...posture, score: 100, first: [], namespaces: [], workloads: [] };
  const text = page({ ...clusterReport, findings: [], ...(clean && { posture: clean }) });

  expect(text).toContain('Nothing is open.');
  for (const id of ['namespaces', 'workloads', 'objects', 'controls'])
    expect(text).not.toContain(`href="#${id}"`);
});

test('the page of a large cluster stays small enough to open', () => {
  const findings = Array.from({ length: 200 }, () => clusterReport.findings).flat();
  const text = page({ ...clusterReport, findings });

  expect(text).toContain('3,000 most urgent of 7,200 findings');
  expect(text.match(/<tr data-tier/g)).toHaveLength(3000);
});

test('any text of objects stays text', () => {
  const usual = new Set(elements(page(withTexts(clusterReport, 'x'))));
  for (const text of [...breakouts, '`', '``x`', '\u0000\ud800', 'x'.repeat(9000)]) {
    const found = elements(page(withTexts(clusterReport, text)));
    expect(found.filter((name) => !usual.has(name) && name !== 'code')).toEqual([]);
    expect(found.filter((name) => name === 'script' || name === 'style')).toHaveLength(2);
  }
});

const commands = [
  ['a Debian package', 'deb', 'libssl3', '3.0.17', 'apt-get install --only-upgrade libssl3'],
  ['an npm scope', 'npm', '@scope/name', '1.2.3', 'npm install @scope/name@1.2.3'],
  ['a shell', 'deb', 'x;reboot', '1', undefined],
  ['an option', 'npm', '--global', '1', undefined],
  ['a removal', 'deb', 'libssl3-', '1', undefined],
  ['a repository', 'npm', 'evil/name', '1.0.0', undefined],
  ['a version with a space', 'npm', 'name', '1.0.0 --global', undefined],
] as const;

test.for(commands)('command for %s', ([, ecosystem, name, fixed, wanted]) => {
  const { source: _source, ...base } = components.openssl;
  const component = { ...base, ecosystem, name };
  const [action] = fixActions([finding({ id: 'CVE-2026-1', component, score: 5, fixed })]);

  expect(action && upgradeCommand(action)).toBe(wanted);
});
