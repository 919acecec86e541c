import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { askAccessDiff, askCanI, askWhatCan, askWhoCan, doubtOf } from '#app/kube/access.ts';
import type { AccessGoal } from '#app/kube/audit.ts';
import { askEscalations, askLeastPrivilege, askUnused, readAuditLog } from '#app/kube/audit.ts';
import { renderKubeAnswer } from '#app/kube/render.ts';
import { CaissonError } from '#kit/error.ts';
import { formatJson } from '#kit/json.ts';
import { printable, quote } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { SourceFlags } from '../kube-options.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { gather, warnOf, writeAnswer } from './kube-source.ts';
import { renderOptions } from './scan.ts';

export interface AccessFlags extends SourceFlags {
  readonly format: 'table' | 'json';
  readonly namespace?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
}

/** `caisson kube who-can VERB RESOURCE [NAME]`. */
export async function runWhoCan(
  [verb = '', resource = '', name]: readonly (string | undefined)[],
  flags: AccessFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gatherRights(flags, terminal);
  const words = { verb, resource, ...placeOf(name, flags) };
  const answer = askWhoCan(view, words);
  warnOfDoubt(doubtOf(view, words), terminal);
  const { renderWhoCan } = await renderKubeAnswer.access();
  const chunks = renderWhoCan(answer, flags.format, renderOptions({}, terminal));
  return writeAnswer(chunks, gaps, flags, terminal);
}

/** `caisson kube can-i VERB RESOURCE [NAME] --as SUBJECT`: exit 1 for no, as kubectl has it. */
export async function runCanI(
  [verb = '', resource = '', name]: readonly (string | undefined)[],
  flags: AccessFlags & { readonly as: string },
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gatherRights(flags, terminal);
  const words = { verb, resource, ...placeOf(name, flags) };
  warnOfDoubt(doubtOf(view, words), terminal);
  const answer = askCanI(view, words, { as: flags.as, groups: flags.asGroup ?? [] });
  const { renderDecision } = await renderKubeAnswer.access();
  const chunks = renderDecision(answer, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gaps, flags, terminal);
  return answer.decision.allowed ? code : exitCodes.denied;
}

/** `caisson kube access SUBJECT`. */
export async function runAbilities(
  subject: string,
  flags: AccessFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal);
  const answer = askWhatCan(view, subject, flags.asGroup ?? []);
  const { renderAbilities } = await renderKubeAnswer.access();
  const chunks = renderAbilities(answer, flags.format, renderOptions({}, terminal));
  return writeAnswer(chunks, gaps, flags, terminal);
}

/** `caisson kube access-diff OLD NEW`: exit 1 when somebody gains rights. */
export async function runAccessDiff(
  [before, after]: readonly [string, string],
  flags: AccessFlags,
  terminal: Terminal,
): Promise<number> {
  const old = await gather(flags, terminal, [before]);
  const fresh = await gather(flags, terminal, [after]);
  const answer = askAccessDiff(old.view, fresh.view);
  const { renderAccessChanges } = await renderKubeAnswer.access();
  const chunks = renderAccessChanges(answer, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, [...old.gaps, ...fresh.gaps], flags, terminal);
  return answer.changes.some(({ gained }) => gained.length > 0) ? exitCodes.denied : code;
}

/** `caisson kube escalations [subject]`: exit 1 when somebody has an open way. */
export async function runEscalations(
  subject: string | undefined,
  flags: AccessFlags & { readonly goal: AccessGoal },
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal);
  const answer = askEscalations(view, flags.goal, subject);
  const { renderAccessPaths } = await renderKubeAnswer.access();
  const chunks = renderAccessPaths(answer, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gaps, flags, terminal);
  const isOpen = answer.paths.some(
    ({ blockers, steps }) => blockers.length === 0 && steps.length > 0,
  );
  return isOpen ? exitCodes.denied : code;
}

/** `caisson kube unused --audit FILE`. */
export async function runUnused(
  flags: AccessFlags & { readonly audit: string },
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal);
  const log = await auditLog(flags, terminal);
  const { renderUnused } = await renderKubeAnswer.access();
  const answer = askUnused(view, log);
  const chunks = renderUnused(answer, flags.format, renderOptions({}, terminal));
  return writeAnswer(chunks, [...gaps, ...log.gaps], flags, terminal);
}

/** `caisson kube least-privilege --audit FILE`: writes roles and bindings as YAML. */
export async function runLeastPrivilege(
  flags: Omit<AccessFlags, 'format'> & {
    readonly audit: string;
    readonly user?: readonly string[];
    readonly format: 'yaml' | 'json';
  },
  terminal: Terminal,
): Promise<number> {
  const log = await auditLog(flags, terminal);
  const answer = askLeastPrivilege(log, flags.user === undefined ? {} : { users: flags.user });
  const { beyond, skipped } = answer;
  for (const user of skipped) terminal.err.write(`notice: no role for ${printable(user)}\n`);
  if (beyond.length > 0)
    terminal.err.write(
      `notice: ${beyond.length} rights go beyond what was seen (-o json lists them)\n`,
    );
  const chunks = flags.format === 'json' ? [`${formatJson(answer, 2)}\n`] : [answer.yaml];
  return writeAnswer(chunks, log.gaps, flags, terminal);
}

function warnOfDoubt(doubt: string | undefined, { err }: Terminal): void {
  if (doubt !== undefined) err.write(`warning: ${printable(doubt)}\n`);
}

/** Of a cluster only what may decide in the namespace of the question: others may be closed to whoever asks. */
function gatherRights(flags: AccessFlags, terminal: Terminal) {
  const { namespace, file = [] } = flags;
  const namespaces = namespace === undefined || file.length > 0 ? undefined : [namespace];
  return gather(flags, terminal, [], namespaces);
}

async function auditLog(
  flags: SourceFlags & { readonly audit: string },
  terminal: Terminal,
): Promise<Awaited<ReturnType<typeof readAuditLog>>> {
  using session = openSession(flags, terminal);
  const absolute = resolve(terminal.workingDirectory, flags.audit);
  if (statSync(absolute, { throwIfNoEntry: false }) === undefined)
    throw new CaissonError('input.not-found', `there is nothing at ${quote(flags.audit)}`);
  const log = await readAuditLog({ path: flags.audit, absolute }, session.scope);
  warnOf(log.gaps, flags, terminal);
  return log;
}

function placeOf(name: string | undefined, { namespace }: AccessFlags) {
  return {
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
}
