import { askAccessDiff, askCanI, askWhatCan, askWhoCan } from '#app/kube/access.ts';
import { renderKubeAnswer } from '#app/kube/render.ts';
import { exitCodes } from '../exit.ts';
import type { SourceFlags } from '../kube-options.ts';
import type { Terminal } from '../terminal.ts';
import { gather, writeAnswer } from './kube-source.ts';
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
  const { view, gaps } = await gather(flags, terminal);
  const answer = askWhoCan(view, { verb, resource, ...placeOf(name, flags) });
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
  const { view, gaps } = await gather(flags, terminal);
  const words = { verb, resource, ...placeOf(name, flags) };
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

function placeOf(name: string | undefined, { namespace }: AccessFlags) {
  return {
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
}
