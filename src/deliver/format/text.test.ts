import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleDetection, sampleRecord } from '../testing/records.ts';
import { escapeHeader, escapeValue, toCef } from './cef.ts';
import { escapeParameter, toSyslog } from './syslog.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

/** As a receiver reads CEF: parts of the header by bars that are not escaped. */
function headerOf(line: string): readonly string[] {
  const parts = [''];
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (char === '\\' && parts.length < 8) {
      at += 1;
      parts[parts.length - 1] += line[at] ?? '';
    } else if (char === '|' && parts.length < 8) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

function valueOf(escaped: string): string {
  return escaped.replaceAll(/\\([\\=nr])/gu, (_, char: string) =>
    char === 'n' ? '\n' : char === 'r' ? '\r' : char,
  );
}

test('CEF: what stands in the header and in a value is read back as it was', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, output) => {
      const about = {
        type: 'detection',
        detection: sampleDetection({ rule: text, output }),
      } as const;
      const line = toCef(sampleRecord({ text, about }));
      const header = headerOf(line);
      expect(line).not.toMatch(/[\r\n]/u);
      expect(header).toHaveLength(8);
      expect(header[5]).toBe(text.replaceAll(/[\r\n]+/gu, ' '));
      expect(valueOf(escapeValue(output))).toBe(output);
      expect(escapeHeader(text)).not.toMatch(/(?<!\\)(?:\\\\)*\|/u);
    }),
  );
});

test('syslog: structured data has one element whatever its values hold, and no control characters', () => {
  fc.assert(
    fc.property(anyText, (subject) => {
      const line = toSyslog(sampleRecord({ subject, text: subject }), 'json', '32473');
      // oxlint-disable-next-line no-control-regex -- that there are none is the point
      expect(line).not.toMatch(/[\u0000-\u001f\u007f]/u);
      const [, data = ''] =
        /^<\d+>1 \S+ \S+ \S+ \S+ \S+ (\[(?:[^\]"]|"(?:[^"\\\]]|\\["\\\]])*")*\]) \{/u.exec(line) ??
        [];
      expect(data).toContain(` subject="${escapeParameter(subject)}"`);
    }),
  );
});
