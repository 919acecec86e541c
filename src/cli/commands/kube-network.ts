import { askNetworkDiff, askNetworkMap, askWhy } from '#app/kube/network.ts';
import { type NetworkFormat, renderKubeAnswer } from '#app/kube/render.ts';
import { exitCodes } from '../exit.ts';
import type { SourceFlags } from '../kube-options.ts';
import type { Terminal } from '../terminal.ts';
import { gather, writeAnswer } from './kube-source.ts';
import { renderOptions } from './scan.ts';

export interface NetworkFlags extends SourceFlags {
  readonly format: 'table' | 'json';
  readonly namespace?: string;
  readonly workload?: string;
  readonly port?: string;
}

type MapFlags = Omit<NetworkFlags, 'format'> & { readonly format: NetworkFormat };

/** `caisson kube network map [path…]`. */
export async function runNetworkMap(
  paths: readonly string[],
  flags: MapFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  const about =
    flags.workload ?? (flags.namespace === undefined ? undefined : `${flags.namespace}/*`);
  const map = askNetworkMap(view, {
    isWhole: flags.format !== 'table',
    ...(about !== undefined && { about }),
    ...(flags.port !== undefined && { port: flags.port }),
  });
  const { renderNetworkMap } = await renderKubeAnswer.map();
  const chunks = renderNetworkMap(map, flags.format, renderOptions({}, terminal));
  return writeAnswer(chunks, [...gaps, ...map.gaps], flags, terminal);
}

/** `caisson kube network explain A B`: exit 1 when nothing of what is asked is allowed. */
export async function runNetworkExplain(
  pair: readonly [string, string],
  flags: NetworkFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal);
  const answers = askWhy(view, pair, flags.port);
  const { renderNetworkExplanations } = await renderKubeAnswer.network();
  const chunks = renderNetworkExplanations(answers, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gaps, flags, terminal);
  return answers.every(({ verdict }) => verdict === 'denied') ? exitCodes.denied : code;
}

/** `caisson kube network diff OLD NEW`: exit 1 when a connection was added. */
export async function runNetworkDiff(
  [before, after]: readonly [string, string],
  flags: NetworkFlags,
  terminal: Terminal,
): Promise<number> {
  const old = await gather(flags, terminal, [before]);
  const fresh = await gather(flags, terminal, [after]);
  const answer = askNetworkDiff(old.view, fresh.view);
  const { renderNetworkDiff } = await renderKubeAnswer.network();
  const chunks = renderNetworkDiff(answer, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, [...old.gaps, ...fresh.gaps], flags, terminal);
  return answer.changes.some(({ kind }) => kind === 'added') ? exitCodes.denied : code;
}
