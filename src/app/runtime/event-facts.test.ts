import { expect, test } from 'vitest';
import { eventFromJson } from '#event/event-json.ts';
import { eventTeller } from './event-facts.ts';

const cases: readonly (readonly [string, object, object])[] = [
  [
    'an open file: flags by name, no mode that is none',
    { type: 'openat', fd: { name: '/etc/shadow' }, args: { flags: 66, mode: 0 } },
    { subject: '/etc/shadow', details: ['O_CREAT|O_RDWR'] },
  ],
  [
    'a mode in octal',
    { type: 'openat', fd: { name: '/a' }, args: { flags: 577, mode: 0o644 } },
    { subject: '/a', details: ['O_TRUNC|O_CREAT|O_WRONLY', 'mode=0644'] },
  ],
  [
    'a failure by its name',
    { type: 'connect', result: -111, fd: { name: '10.0.0.1:1->10.0.0.2:443' } },
    { subject: '10.0.0.1:1->10.0.0.2:443', details: [], error: 'ECONNREFUSED' },
  ],
  [
    'an execution: its command',
    { type: 'execve', process: { name: 'sh', exe: '/bin/sh', args: ['-c', 'id'] } },
    { subject: '/bin/sh -c id', details: [] },
  ],
  [
    'a child, without how memory is shared',
    { type: 'clone', result: 77, args: { flags: 268435456 + 16384 } },
    { subject: 'child 77', details: ['CLONE_NEWUSER'] },
  ],
  [
    'an end by a signal',
    { type: 'procexit', args: { sig: 9, ret: 0 } },
    { subject: 'killed by SIGKILL', details: [] },
  ],
  ['an end with a status', { type: 'procexit', args: { ret: 3 } }, { subject: 'status 3' }],
  [
    'names of prototypes are no arguments',
    { type: 'unlink', args: {} },
    { subject: '', details: [] },
  ],
];

test.for(cases)('%s', ([, given, facts]) => {
  const tell = eventTeller();

  expect(tell(eventFromJson(given))).toMatchObject(facts);
  // What is remembered for a type says the same again.
  expect(tell(eventFromJson(given))).toMatchObject(facts);
});
