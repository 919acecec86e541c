import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { formatCsv, renderCsv } from './csv.ts';
import type { ReportDocument } from './document.ts';
import { renderHtml } from './html.ts';
import { renderPdf } from './pdf.ts';
import { formatSignedReport, verifySignedReport } from './signed.ts';
import { openReportKey, toReportKey } from './signing-key.ts';

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '=HYPERLINK("http://evil","x")',
  '@SUM(1+1)*cmd|calc',
  '-2+3',
  '\u202etxt.exe',
  '\u001b[31mred',
  '__proto__',
  'é漢字🙂\u0301',
  'x'.repeat(3000),
  '\u0000',
];

function documentOf(rows: readonly (readonly string[])[]): ReportDocument {
  return {
    kind: 'findings',
    title: 'Findings',
    subject: 'everything <b>here</b>',
    made: Date.UTC(2026, 10, 22, 20, 15),
    madeBy: 'ann',
    tool: { name: 'caisson', version: '0.1.0' },
    facts: [{ label: 'Scope', text: 'everything' }],
    coverage: ['3 of 4 images were scanned.'],
    figures: [{ label: 'Urgent', value: '3', detail: '+1 since last week' }],
    sections: [
      {
        heading: 'Findings',
        table: {
          columns: [
            { title: 'Tier', width: 1, toned: true },
            { title: 'Name', width: 5 },
          ],
          rows,
          total: rows.length,
          empty: 'nothing was found',
        },
      },
    ],
  };
}

function newKey() {
  return toReportKey(generateKeyPairSync('ed25519').privateKey);
}

test('a page has no script, no markup of others, and nothing from elsewhere', () => {
  const html = renderHtml(documentOf(hostile.map((name) => ['P0', name])));

  expect(html).not.toMatch(/<script|<img|<b>here/u);
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  for (const char of ['\u0000', '\u001b', '\u202e']) expect(html).not.toContain(char);
  expect(html.match(/<[a-z]+ [^>]*(?:src|href)=/gu)).toBeNull();
  expect(html).toContain("default-src 'none'");
});

test('a page says why it is empty, and what is left out', () => {
  expect(renderHtml(documentOf([]))).toContain('nothing was found');

  const cut = documentOf([['P0', 'a']]);
  const [section] = cut.sections;
  const table = section?.table;
  if (table === undefined) throw new Error('no table');
  const html = renderHtml({ ...cut, sections: [{ heading: 'x', table: { ...table, total: 9 } }] });

  expect(html).toContain('The first 1 of 9; the CSV has all.');
});

test.for([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-2+3', "'-2+3"],
  ['@a', "'@a"],
  ['\ttab', `"'\ttab"`],
  ['a;b', '"a;b"'],
  ['plain', 'plain'],
  [' =1', "' =1"],
  ['＝1', "'＝1"],
  ['-5', '-5'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['=a"b', '"\'=a""b"'],
  ['two\nlines', '"two\nlines"'],
] as const)('the cell %j is written as %j', ([cell, written]) => {
  expect(formatCsv(['h'], [[cell]])).toBe(`\uFEFFh\r\n${written}\r\n`);
});

test('no cell of any text is a formula, and every text can be read back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: 1 }),
      (cells) => {
        const row = formatCsv(['h'], [cells]).slice('\uFEFFh\r\n'.length, -2);
        const read = readRow(row);
        expect(read).toHaveLength(cells.length);
        for (const [at, cell] of read.entries()) {
          expect(cell === cells[at] || cell === `'${cells[at]}`).toBe(true);
          expect(/^[=+@\t\r]/u.test(cell)).toBe(false);
        }
      },
    ),
  );
});

test('the file of rows is the first table', () => {
  expect(renderCsv(documentOf([['P0', 'a']]))).toBe('\uFEFFTier,Name\r\nP0,a\r\n');
});

test('the same document gives the same PDF, whatever is in it', async () => {
  const document = documentOf(hostile.map((name) => ['P0', name]));

  const first = Buffer.from(await renderPdf(document));
  const second = Buffer.from(await renderPdf(document));

  expect(first.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
  expect(first.equals(second)).toBe(true);
  expect(first.toString('latin1')).not.toContain('/JavaScript');
});

test('hostile cells cost no time and no pages', async () => {
  const rows = Array.from({ length: 40 }, () => ['P0', '漢'.repeat(3000)]);
  const started = performance.now();

  const pdf = Buffer.from(await renderPdf(documentOf(rows))).toString('latin1');

  expect(performance.now() - started).toBeLessThan(5000);
  expect(pdf.match(/\/Type \/Page\b/gu)?.length).toBeLessThan(10);
});

test('a signed report is verified, and says by whose key', () => {
  const key = newKey();
  const file = Buffer.from(formatSignedReport({ kind: 'findings', n: 1, names: hostile }, key));

  expect(verifySignedReport(file)).toMatchObject({ keyId: key.id, isTrusted: false });
  expect(verifySignedReport(file, key.id).isTrusted).toBe(true);
  expect(verifySignedReport(file, key.publicKey).payload).toMatchObject({ n: 1, names: hostile });
});

test('what was changed, or signed by somebody else, is refused', () => {
  const key = newKey();
  const text = formatSignedReport({ findings: 3 }, key);
  function codeOf(file: string, by?: string): string {
    return codeOfBytes(Buffer.from(file), by);
  }

  expect(codeOf(text.replace('"findings":3', '"findings":0'))).toBe('integrity.signature-invalid');
  expect(codeOf(text.replace('"findings":3', '"findings":0,"findings":3'))).toBe(
    'integrity.signature-invalid',
  );
  expect(codeOf(` ${text}`)).toBe('integrity.signature-invalid');
  expect(codeOf(text, newKey().id)).toBe('integrity.untrusted');
  expect(codeOf(text, 'nonsense')).toBe('usage.invalid-argument');
  expect(codeOf('{}')).toBe('input.malformed');
  expect(
    codeOf(text.replace('"findings":3', `"findings":${'['.repeat(5e4)}${']'.repeat(5e4)}`)),
  ).toMatch(/^(?:input|limit|integrity)\./u);
});

test('mutations of a signed report are never taken, and never crash', () => {
  const key = newKey();
  const file = Buffer.from(formatSignedReport({ findings: 3, names: ['a', 'b'] }, key));

  fc.assert(
    fc.property(
      fc.nat(file.length - 2),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      (at, by, cut) => {
        const changed = Buffer.from(cut ? file.subarray(0, at) : file);
        if (!cut) changed[at] = (changed[at] ?? 0) ^ by;
        expect(codeOfBytes(changed)).toMatch(/^(?:input|limit|integrity)\./u);
      },
    ),
  );
});

test('a signature has one spelling: bits behind its last byte are no place for a change', () => {
  const text = formatSignedReport({ findings: 3 }, newKey());
  const other = text.replace(/([A-Za-z0-9+/])==/u, (_, last: string) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    return `${alphabet[alphabet.indexOf(last) + 1]}==`;
  });

  expect(other).not.toBe(text);
  expect(codeOfBytes(Buffer.from(text))).toBe('taken');
  expect(codeOfBytes(Buffer.from(other))).toBe('input.malformed');
});

test('random bytes are no report', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(codeOfBytes(bytes)).toMatch(/^(?:input|limit|integrity)\./u);
    }),
  );
});

test('the key is made once, for its owner only, and no other file is taken for it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-report-'));
  try {
    const key = openReportKey(directory);

    expect(openReportKey(directory).id).toBe(key.id);
    expect(statSync(join(directory, 'report-signing.pem')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

function codeOfBytes(bytes: Uint8Array, trusted?: string): string {
  try {
    verifySignedReport(bytes, trusted);
  } catch (error) {
    return isCaissonError(error) ? error.code : String(error);
  }
  return 'taken';
}

function readRow(row: string): readonly string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= row.length) {
    if (row[at] !== '"') {
      const end = row.indexOf(',', at);
      cells.push(row.slice(at, end === -1 ? undefined : end));
      if (end === -1) return cells;
      at = end + 1;
      continue;
    }
    let text = '';
    at += 1;
    while (row[at] !== '"' || row[at + 1] === '"') {
      text += row[at];
      at += row[at] === '"' ? 2 : 1;
    }
    cells.push(text);
    if (row[at + 1] !== ',') return cells;
    at += 2;
  }
  return cells;
}
