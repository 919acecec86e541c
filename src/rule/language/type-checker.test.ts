import { expect, test } from 'vitest';
import { parseCondition } from './parse-condition.ts';
import { checkTypes } from './type-checker.ts';
import type { TypeProblem } from './type-problem.ts';

function problems(text: string, source: 'syscall' | 'k8s_audit' = 'syscall') {
  return checkTypes(parseCondition(text, { maxDepth: 1000 }), { source });
}

function shown({ level, code, message, suggestion }: TypeProblem): string {
  return [level, code, message, suggestion].filter((part) => part !== undefined).join(' | ');
}

const right = [
  'proc.name = sh and proc.pid > 5 and not fd.num in (0, 1, 0x2)',
  'proc.name contains a and proc.cmdline icontains b and fd.name startswith /etc and fd.name endswith x',
  'fd.name glob /etc/* and fd.name iglob /ETC/* and proc.cmdline regex "a+b" and fd.name pmatch (/etc, /usr/*)',
  'proc.name < 5 and proc.name in (a) and proc.name intersects (a, b) and proc.name exists',
  'evt.buffer contains x and evt.buffer startswith y and evt.buffer endswith z and evt.buffer bcontains 1fA0',
  'evt.buffer bstartswith 00 and evt.buffer = x and evt.buffer in (a, b)',
  'evt.failed = true and evt.failed != false and evt.failed in (true, false)',
  'fd.sip = 10.0.0.1 and fd.sip != ::1 and fd.sip in (10.0.0.1, 2001:db8::1) and fd.ip = 1.2.3.4',
  'fd.snet = 10.0.0.0/8 and fd.net in (10.0.0.0/8, "2001:db8::/32")',
  'fd.sport = 443 and fd.sport in (22, 0) and fd.port = https and fd.sport >= 1024',
  'fd.types intersects (file) and fd.types in (file, pipe) and fd.types[0] exists',
  'proc.aname[2] = x and proc.aname = x and proc.env[A] = 1 and proc.env[0] = x and proc.env contains y',
  'evt.arg.flags contains O_CREAT and evt.arg[0] = x and evt.rawarg.mode = 0x1ff and evt.type.is.open = 1',
  'evt.rawres = -1 and user.uid = -1 and user.loginuid < 0 and proc.duration > 1000000000',
  'thread.cgroup.cpu = / and thread.cgroup[memory] = / and container.mount.dest[/proc] = x',
  'evt.type in (open, openat2, dns) and syscall.type != bpf and evt.around[1] = 5',
  'tolower(proc.name) = sh and len(proc.cmdline) > 100 and len(fd.types) = 2 and b64(evt.buffer) contains x',
  'toupper(basename(proc.exepath)) = SH and concat(proc.name, "-", proc.pname) = a-b',
  'join(",", ("a", proc.name)) = a and join(",", fd.types) = file and getopt(("-n"), "n") intersects (n)',
  'getopt(("-n", "x"), "n:")[n] = x and proc.name = val(proc.pname) and proc.pid = val(proc.sid)',
  'proc.name = tolower(proc.pname) and proc.name in val(proc.pname) and fd.sip = val(fd.cip)',
  'proc.name = anyof (a, b) and fd.sip != allof (1.2.3.4) and proc.name glob oneof (a*, b*)',
  'proc.file.sha256 exists and dns.name = x and evt.marks intersects (truncated) and tls.sni endswith .io',
] as const;
test.for(right)('finds nothing wrong with %s', (text) => {
  expect(problems(text)).toEqual([]);
});

const wrong = [
  ['proc.nme = x', 'there is no field "proc.nme" | did you mean "proc.name"?'],
  ['evt.arg.flgs = x', 'there is no field "evt.arg.flgs" | did you mean "evt.arg.flags"?'],
  ['ka.verb = get', 'is one of the source k8s_audit'],
  ['evt.type.is.nothing = 1', 'there is no field'],
  ['evt.arg = x', 'needs an argument: evt.arg[0]'],
  ['container.label = x', 'needs an argument: container.label[name]'],
  ['proc.name[1] = x', 'takes no argument'],
  ['proc.aname[one] = x', 'is not a number'],
  ['proc.pid contains 5', '"proc.pid" is a number, which "contains" does not fit'],
  ['evt.failed > 1', '"evt.failed" is true or false'],
  ['fd.sip > 1', '"fd.sip" is an IP address'],
  ['fd.snet startswith 10', '"fd.snet" is a network'],
  ['evt.buffer icontains x', '"evt.buffer" is a buffer'],
  ['proc.name bcontains 00', '"proc.name" is a text'],
  ['fd.types = file', '"fd.types" is a list of texts'],
  ['fd.sip startswith anyof (10)', '"fd.sip" is an IP address'],
  ['proc.pid = five', '"five" is not a number'],
  ['proc.pid in (1, x)', '"x" is not a number'],
  ['evt.failed = yes', '"yes" is not true or false'],
  ['fd.sip = 10.0.0', '"10.0.0" is not an IP address'],
  ['fd.sip = 10.0.0.0/8', 'is not an IP address'],
  ['fd.snet = 10.0.0.1', 'is not a network like 10.0.0.0/8'],
  ['fd.snet in (10.0.0.0/33)', 'is not a network'],
  ['fd.snet in (300.0.0.0/8)', 'is not a network'],
  ['fd.sport = 65536', '"65536" is not a port'],
  ['fd.sport = no-service', 'is not a port'],
  ['evt.buffer bcontains 123', 'is not an even number of hex digits'],
  ['evt.buffer bstartswith xy', 'is not an even number of hex digits'],
  [String.raw`proc.name = "a\x00b"`, 'has a NUL byte'],
  ['proc.name regex "a("', 'invalid regular expression'],
  [String.raw`proc.name regex "\\d+"`, 'is not part of POSIX'],
  ['evt.type = opne', 'there is no type of event "opne" | did you mean "open"?'],
  ['evt.type in (open, opnat)', 'did you mean "openat"?'],
  ['tolower(proc.pid) = 1', 'tolower(): it does not take a number'],
  ['len(proc.pid) = 1', 'len(): it does not take a number'],
  ['tolower(proc.name, proc.name) = 1', 'it takes one argument'],
  ['tolower(proc.name)[x] = 1', 'it takes no argument in brackets'],
  ['tolower(proc.aname) = x', 'no transformer takes the field "proc.aname"'],
  ['concat("a") = x', 'at least two arguments'],
  ['concat(fd.types, "a") = x', 'its arguments are texts'],
  ['join("-") = x', 'it takes two arguments'],
  ['join(fd.types, ("a")) = x', 'its first argument is one value'],
  ['join("-", "a") = x', 'its second argument is a list'],
  ['getopt("a", "n") intersects (n)', 'its first argument is a list'],
  ['getopt(("a"), ("n")) intersects (n)', 'its second argument is one text'],
  ['getopt(("-n"), "n")[""] = n', 'an option is one character'],
  ['getopt(("-n"), "n") = n', 'is a list of texts'],
  ['proc.name = val(proc.pid)', 'a text is compared with a number'],
  ['fd.snet = val(fd.sip)', 'a network is not compared with a field'],
  ['fd.name pmatch val(proc.exepath)', '"pmatch" does not compare with a field'],
  ['proc.name regex val(proc.pname)', '"regex" does not compare with a field'],
  ['proc.aname = val(proc.name)', '"proc.aname" is not compared with another field'],
  ['fd.cip = val(fd.ip)', 'cannot stand on the right side'],
  ['proc.name = val(proc.name)[x]', 'takes no argument in brackets'],
  ['not (a and (b or proc.nme exists))', 'there is no field'],
] as const;
test.for(wrong)('refuses %s: %s', ([text, message]) => {
  expect(problems(text).map(shown)).toEqual([expect.stringContaining(message)]);
  expect(problems(text)).toMatchObject([{ level: 'error' }]);
});

const suspicious = [
  ['proc.name = proc.pname', 'field-as-value'],
  ['proc.name in ("proc.aname[2]")', 'field-as-value'],
  ['proc.name = "toupper( proc.pname)"', 'field-as-value'],
  ['proc.cmdline regex ".*passwd"', 'simple-regex'],
  ['syscall.type = opne', 'event-type'],
  ['evt.dir = <', 'deprecated'],
] as const;
test.for(suspicious)('warns of %s: %s', ([text, code]) => {
  expect(problems(text)).toMatchObject([{ level: 'warning', code }]);
});

test('says where a problem stands', () => {
  expect(problems('a and proc.nme = x')).toMatchObject([{ at: 6 }]);
  expect(problems('proc.pid in (1, 22, x)')).toMatchObject([{ at: 20 }]);
});

test('audit rules have the fields of audit events, and those of all', () => {
  const text =
    'ka.verb = get and ka.user.groups intersects (a) and jevt.value[/a] = x and evt.num > 0';
  expect(problems(text, 'k8s_audit')).toEqual([]);
  expect(problems('proc.name = x', 'k8s_audit').map(shown)).toEqual([
    expect.stringContaining('is one of the source syscall'),
  ]);
});

test('fields of earlier steps stand on the right side only', () => {
  const use = { source: 'syscall', steps: ['shell'] } as const;
  expect(checkTypes(parseCondition('proc.pid = val(shell.proc.pid)'), use)).toEqual([]);
  expect(checkTypes(parseCondition('shell.proc.pid = 5'), use)).toHaveLength(1);
});

test('an attack by a long list costs little', () => {
  const start = performance.now();
  expect(problems(`proc.pid in (${'x, '.repeat(100_000)}x)`)).toHaveLength(10);

  expect(performance.now() - start).toBeLessThan(1000);
});
