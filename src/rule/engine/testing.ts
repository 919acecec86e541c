import type { Json } from '#model/json-value.ts';
import type { AuditEvent, RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { RuleDefinition } from '../ast.ts';
import { fieldFacts } from '../fields/fields.ts';
import { loadRules } from '../language/load-rules.ts';
import { parseCondition } from '../language/parse-condition.ts';
import { type Condition, conditionOf } from './condition.ts';
import type { ReaderOf } from './operand.ts';
import type { FieldValue } from './value.ts';

/** For tests: the process of a shell in a container that nginx started. */
export function aProcess(more: Partial<RuntimeProcess> = {}): RuntimeProcess {
  return {
    pid: 100,
    virtualPid: 7,
    start: 1_700_000_000_000,
    name: 'sh',
    exe: '/bin/sh',
    exePath: '/usr/bin/dash',
    args: ['-c', 'id'],
    cwd: '/srv',
    tty: 0,
    session: 90,
    group: 100,
    uid: 33,
    effectiveUid: 33,
    gid: 33,
    effectiveGid: 33,
    loginUid: -1,
    userName: 'www-data',
    groupName: 'www-data',
    capabilities: { effective: 0, permitted: 0, inheritable: 0 },
    ...more,
  };
}

/** For tests: an event of that process a minute later. */
export function anEvent(type: string, more: Partial<RuntimeEvent> = {}): RuntimeEvent {
  const process = more.process ?? aProcess();
  return {
    source: 'syscall',
    number: 1,
    type,
    seconds: 1_700_000_060,
    nanoseconds: 123_456_789,
    cpu: 1,
    direction: '<',
    thread: process.pid,
    result: 0,
    process,
    args: {},
    ...more,
  };
}

/** For tests: an open that went well. */
export function anOpen(
  name: string,
  more: Partial<RuntimeEvent> & { flags?: number; raw?: string } = {},
): RuntimeEvent {
  const { flags = 0, raw, ...rest } = more;
  return anEvent('openat', {
    result: 3,
    fd: { number: 3, kind: 'file', name, ...(raw !== undefined && { rawName: raw }) },
    args: { fd: 3, dirfd: -100, name: raw ?? name, flags, mode: 0 },
    ...rest,
  });
}

/** For tests: an audit event. */
export function anAudit(body: Readonly<Record<string, Json>>): AuditEvent {
  return {
    source: 'k8s_audit',
    number: 1,
    type: 'pluginevent',
    seconds: 1_700_000_060,
    nanoseconds: 5,
    body: { auditID: 'a', ...body },
  };
}

/** For tests: the rules of a file; fails on errors. */
export function rulesOf(text: string): readonly RuleDefinition[] {
  const { rules, diagnostics } = loadRules([{ name: 'test.yaml', text }]);
  const errors = diagnostics.filter(({ level }) => level === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return rules;
}

/** For tests: one rule with a condition and more keys. */
export function ruleOf(condition: string, more = ''): RuleDefinition {
  const [rule] = rulesOf(`- rule: One
  desc: d
  condition: >
    ${condition}
  output: out
  priority: WARNING
${more}`);
  if (rule === undefined) throw new Error('the rule was left out');
  return rule;
}

/** For tests: a condition over fields with these values. */
export function overValues(
  filter: string,
  values: Readonly<Record<string, FieldValue>>,
): Condition {
  return conditionOf(parseCondition(filter, { maxDepth: 1000 }), readerOver(values));
}

function readerOver(values: Readonly<Record<string, FieldValue>>): ReaderOf {
  return ({ name, argument }) => {
    const facts = fieldFacts(name, 'syscall');
    if (facts === undefined) return undefined;
    const key = argument === undefined ? name : `${name}[${argument}]`;
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    return { type: facts.type, read: () => value };
  };
}
