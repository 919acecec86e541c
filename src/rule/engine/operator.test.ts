import { expect, test } from 'vitest';
import { anEvent, overValues } from './testing.ts';
import type { FieldValue } from './value.ts';

type Values = Readonly<Record<string, FieldValue>>;
const event = anEvent('openat');

const cases: readonly (readonly [filter: string, values: Values, holds: boolean])[] = [
  ['proc.name = sh', { 'proc.name': 'sh' }, true],
  ['proc.name = sh', { 'proc.name': 'bash' }, false],
  ['proc.name != sh', {}, false],
  ['not proc.name = sh', {}, true],
  ['proc.name exists', { 'proc.name': '' }, true],
  ['proc.name exists', {}, false],
  ['proc.name < val(proc.pname)', { 'proc.name': 'a', 'proc.pname': 'b' }, true],
  ['proc.name in (a, b, c, d, e)', { 'proc.name': 'd' }, true],
  ['proc.name in (a, b, c, d, e)', { 'proc.name': 'da' }, false],
  ['proc.name in ()', { 'proc.name': '' }, false],
  ['not proc.name in (a, b, c, d, e)', {}, true],
  ['proc.cmdline contains "b c"', { 'proc.cmdline': 'a b c' }, true],
  ['proc.cmdline icontains BC', { 'proc.cmdline': 'aBcd' }, true],
  ['proc.cmdline icontains "É"', { 'proc.cmdline': 'Ã©' }, false],
  ['fd.name startswith /etc', { 'fd.name': '/etc/x' }, true],
  ['fd.name startswith ""', { 'fd.name': '' }, true],
  ['fd.name endswith .so', { 'fd.name': 'x.so' }, true],
  ['fd.name endswith .so', { 'fd.name': 'o' }, false],
  ['fd.name glob "/etc/*.d/[!a]?"', { 'fd.name': '/etc/x/y.d/b1' }, true],
  ['fd.name glob "/etc/*.d/[!a]?"', { 'fd.name': '/etc/x/y.d/a1' }, false],
  ['fd.name glob "a[[:digit:]-]z"', { 'fd.name': 'a-z' }, true],
  ['fd.name glob "[x"', { 'fd.name': '[x' }, true],
  ['fd.name iglob "*.PHP"', { 'fd.name': '/a.pHp' }, true],
  ["fd.name regex '/(a|b)+'", { 'fd.name': '/abab' }, true],
  ["fd.name regex '/(a|b)+'", { 'fd.name': '/ababc' }, false],
  ['fd.name pmatch (/usr/*/bin, /etc)', { 'fd.name': '/usr/local/bin/x' }, true],
  ['fd.name pmatch (/usr/l*, /usr/*/sbin)', { 'fd.name': '/usr/x/sbin' }, true],
  ['fd.name pmatch (/u*/a, /*/b)', { 'fd.name': '/usr/b/c' }, true],
  ['fd.name pmatch (/usr)', { 'fd.name': '/usrlocal' }, false],
  ['fd.name pmatch (/)', { 'fd.name': 'anything' }, true],
  ['fd.num >= 0', { 'fd.num': 3 }, true],
  ['fd.num >= 0', { 'fd.num': -1 }, false],
  ['fd.num in (3, 0x10)', { 'fd.num': 16 }, true],
  ['user.uid = -1', { 'user.uid': 4_294_967_295 }, true],
  ['evt.rawtime > 1700000000000000000', { 'evt.rawtime': 1_700_000_000_000_000_001n }, true],
  ['evt.rawtime = 1700000000000000001', { 'evt.rawtime': 1_700_000_000_000_000_001n }, true],
  ['proc.duration <= 5', { 'proc.duration': 5n }, true],
  ['container.privileged = true', { 'container.privileged': false }, false],
  ['container.privileged != true', { 'container.privileged': false }, true],
  ['evt.buffer bcontains 00ff', { 'evt.buffer': 'a\u0000\u00ffb' }, true],
  ['evt.buffer startswith "a"', { 'evt.buffer': 'a\u0000' }, true],
  ['fd.sip = 10.0.0.1', { 'fd.sip': '10.0.0.1' }, true],
  ['fd.sip = "2001:DB8:0::1"', { 'fd.sip': '2001:db8::1' }, true],
  ['fd.sip != "::1"', { 'fd.sip': '10.0.0.1' }, true],
  ['fd.snet in (10.0.0.0/8, 192.168.0.0/16)', { 'fd.snet': '192.168.3.4' }, true],
  ['fd.snet = "2001:db8::/32"', { 'fd.snet': '2001:db8:1::9' }, true],
  ['fd.snet != 10.0.0.0/8', { 'fd.snet': '::1' }, true],
  ['fd.ip = 1.1.1.1', { 'fd.ip': ['2.2.2.2', '1.1.1.1'] }, true],
  ['fd.ip != 1.1.1.1', { 'fd.ip': ['2.2.2.2', '1.1.1.1'] }, false],
  ['fd.port in (443)', { 'fd.port': [55_555, 443] }, true],
  ['proc.name = anyof (a, b)', { 'proc.name': 'b' }, true],
  ['proc.name startswith oneof (a, ab)', { 'proc.name': 'abc' }, false],
  ['proc.name startswith allof (a, ab)', { 'proc.name': 'abc' }, true],
  ['proc.name = allof ()', { 'proc.name': '' }, false],
  ['evt.marks in (truncated, compat)', { 'evt.marks': ['compat'] }, true],
  ['evt.marks intersects (fault)', { 'evt.marks': ['compat', 'fault'] }, true],
  ['evt.marks in (fault)', { 'evt.marks': ['compat', 'fault'] }, false],
  ['proc.name = val(proc.pname)', { 'proc.name': 'a', 'proc.pname': 'a' }, true],
  ['proc.name != val(proc.pname)', { 'proc.name': 'a' }, false],
  ['tolower(proc.name) = sh', { 'proc.name': 'Sh' }, true],
  ['b64(proc.name) = "a b"', { 'proc.name': 'YSBi' }, true],
  ['b64(proc.name) exists', { 'proc.name': '*' }, false],
  ['len(proc.name) = 2', { 'proc.name': 'sh' }, true],
  ['concat(proc.name, "-", proc.pname) = a-b', { 'proc.name': 'a', 'proc.pname': 'b' }, true],
  ['concat(proc.name, "-", proc.pname) exists', { 'proc.name': 'a' }, false],
  ['getopt(("-p", "8", "x"), "p:")[p] = 8', {}, true],
  ['proc.name = a and (fd.num > 1 or not fd.name exists)', { 'proc.name': 'a', 'fd.num': 1 }, true],
];

test.for(cases)('%s', ([filter, values, holds]) => {
  const condition = overValues(filter, values);

  expect([condition.interpret(event), condition.run(event)]).toEqual([holds, holds]);
});

test.for([
  ["fd.name regex '\\\\d+'", 'POSIX'],
  ["fd.name regex '('", 'invalid regular expression'],
  [`fd.name regex '${'a'.repeat(1_000_000)}'`, 'longer than'],
  ["fd.name regex '((a{1,999}){1,999}){1,999}'", 'invalid regular expression'],
  ['evt.buffer bcontains 0', 'hex digits'],
  ['fd.snet = 10.0.0.0/33', 'no network'],
  ['fd.num = x', 'no number'],
  ['container.privileged = 1', 'neither true nor false'],
] as const)('%.40s is refused', ([filter, message]) => {
  expect(() => overValues(filter, {})).toThrow(message);
});
