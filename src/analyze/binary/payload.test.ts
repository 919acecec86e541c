import { expect, test } from 'vitest';
import { binaryAnalyzers } from './analyzers.ts';
import { gapsOf, observe, testFile } from './testing/file.ts';
import { elfNote } from './testing/notes.ts';
import { buildElf, buildMachO } from './testing/programs.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'binary/program') ?? expect.fail();

const host = buildElf({ '.text': Buffer.alloc(64) });
/** Changes the type of the only segment to PT_NOTE, and lets it begin at the section. */
function withNoteSegment(content: Buffer): Buffer {
  const program = buildElf({ '.data': content });
  program.writeUInt32LE(4, 64);
  program.writeBigUInt64LE(128n, 64 + 8);
  program.writeBigUInt64LE(BigInt(content.length), 64 + 32);
  return program;
}

test.for([
  [
    'AppImage',
    Buffer.concat([host.subarray(0, 8), Buffer.from('AI\x02'), host.subarray(11), host]),
  ],
  ['nexe', Buffer.concat([host, Buffer.from('x<nexe~~sentinel>'), Buffer.alloc(16)])],
  ['Deno', Buffer.concat([host, Buffer.from('script d3n0l4nd'), Buffer.alloc(32)])],
  ['Bun', Buffer.concat([host, Buffer.from('script\n---- Bun! ----\n'), Buffer.alloc(8)])],
  ['Bun', buildElf({ '.bun': Buffer.from('script') })],
  ['pkg', Buffer.concat([host, Buffer.from('}, "/snapshot/app/index.js", {}, {}, 0)\n})')])],
  ['Node.js', withNoteSegment(elfNote('NODE_SEA_BLOB', 0, 'script'.repeat(50)))],
  ['Node.js', buildMachO({ __NODE_SEA_BLOB: Buffer.from('script') })],
] as const)('says that a program with a payload of %s is not examined', ([name, program]) => {
  const gaps = gapsOf(observe(analyzer, testFile('/app/tool', program)).observations);

  expect(gaps.map(({ reason, detail }) => [reason, detail.includes(name)])).toEqual([
    ['unsupported', true],
  ]);
});
