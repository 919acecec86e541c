import { expect, test } from 'vitest';
import { assertSurvives } from '../hostile.ts';
import { observe } from '../test-file.ts';
import { pythonRecordAnalyzer } from './record-file.ts';

const path = '/usr/lib/python3.12/site-packages/a-1.0.dist-info/RECORD';
const sum = 'A'.repeat(43);
const record = `a/__init__.py,sha256=${sum},1\r\na/data.json,sha256=${sum},1\n"a/x ""y"".py",sha256=${sum},1\na-1.0.dist-info/RECORD,,\n`;

test('modules are kept with their digests', () => {
  expect(observe(pythonRecordAnalyzer, path, record)).toEqual([
    {
      type: 'ownership',
      location: { path },
      ecosystem: 'pypi',
      package: 'a',
      paths: [
        '/usr/lib/python3.12/site-packages/a/__init__.py',
        '/usr/lib/python3.12/site-packages/a/x "y".py',
      ],
      digests: { algorithm: 'sha256', values: ['0'.repeat(64), '0'.repeat(64)] },
    },
  ]);
  expect(observe(pythonRecordAnalyzer, '/srv/RECORD', record)).toEqual([]);
});

test('survives a hostile record', () => {
  expect(() => assertSurvives(pythonRecordAnalyzer, path, record)).not.toThrow();
});
