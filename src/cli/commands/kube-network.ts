import { resolve } from 'node:path';
import { clusterFacts } from '#app/kube/facts.ts';
import {
  askAssertions,
  askExposure,
  askNetworkDiff,
  askNetworkLint,
  askNetworkMap,
  askPolicies,
  askWhatIf,
  askWhy,
} from '#app/kube/network.ts';
import { type NetworkFormat, renderKubeAnswer } from '#app/kube/render.ts';
import { formatJson } from '#kit/json.ts';
import { exitCodes } from '../exit.ts';
import type { SourceFlags } from '../kube-options.ts';
import type { Terminal } from '../terminal.ts';
import { gather, readTextFile, writeAnswer } from './kube-source.ts';
import { renderOptions } from './scan.ts';

export interface NetworkFlags extends SourceFlags {
  readonly format: 'table' | 'json';
  readonly namespace?: string;
  readonly workload?: string;
  readonly port?: string;
}

type MapFlags = Omit<NetworkFlags, 'format'> & {
  readonly format: NetworkFormat;
  readonly to?: string;
  readonly from?: string;
  readonly hostNetwork?: 'node' | 'pod';
  readonly ipBlocks?: 'outside' | 'pods';
};

/** `caisson kube network map [path…]`. */
export async function runNetworkMap(
  paths: readonly string[],
  flags: MapFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  const map = askNetworkMap(view, {
    isWhole: flags.format !== 'table',
    ...aboutOf(flags),
    ...readingOf(flags),
    ...(flags.port !== undefined && { port: flags.port }),
  });
  const { renderNetworkMap } = await renderKubeAnswer.map();
  const chunks = renderNetworkMap(map, flags.format, renderOptions({}, terminal));
  return writeAnswer(chunks, [...gaps, ...map.gaps], flags, terminal);
}

function readingOf({
  hostNetwork,
  ipBlocks,
}: MapFlags): Pick<Parameters<typeof askNetworkMap>[1], 'reading'> {
  if (hostNetwork === undefined && ipBlocks === undefined) return {};
  return { reading: { ...(hostNetwork && { hostNetwork }), ...(ipBlocks && { ipBlocks }) } };
}

function aboutOf({
  to,
  from,
  workload,
  namespace,
}: MapFlags): Pick<Parameters<typeof askNetworkMap>[1], 'about' | 'direction'> {
  if (to !== undefined) return { about: to, direction: 'ingress' };
  if (from !== undefined) return { about: from, direction: 'egress' };
  if (workload !== undefined) return { about: workload };
  return namespace === undefined ? {} : { about: `${namespace}/*` };
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

/** `caisson kube network exposure [path…]`. */
export async function runExposure(
  paths: readonly string[],
  flags: NetworkFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  const answer = askExposure(view);
  const { renderExposure } = await renderKubeAnswer.network();
  const chunks = renderExposure(answer, flags.format, renderOptions({}, terminal));
  return writeAnswer(chunks, [...gaps, ...answer.gaps], flags, terminal);
}

/** `caisson kube network facts`: what the platform stores of a cluster, by one reading. */
export async function runFacts(flags: NetworkFlags, terminal: Terminal): Promise<number> {
  const { view, gaps } = await gather(flags, terminal);
  return writeAnswer([formatJson({ ...clusterFacts(view), gaps })], gaps, flags, terminal);
}

/** `caisson kube network test FILE`: exit 1 when the network does not keep a line of it. */
export async function runNetworkTest(
  file: string,
  flags: NetworkFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal);
  const text = readTextFile(resolve(terminal.workingDirectory, file));
  const results = askAssertions(view, { path: file, text });
  const { renderAssertions } = await renderKubeAnswer.network();
  const chunks = renderAssertions(results, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gaps, flags, terminal);
  return results.every(({ isKept }) => isKept) ? code : exitCodes.denied;
}

/** `caisson kube network lint [path…]`: exit 1 when there is something to say. */
export async function runNetworkLint(
  paths: readonly string[],
  flags: NetworkFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  const problems = askNetworkLint(view);
  const { renderNetworkProblems } = await renderKubeAnswer.network();
  const chunks = renderNetworkProblems(problems, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gaps, flags, terminal);
  return problems.length > 0 ? exitCodes.denied : code;
}

type GenerateFlags = Omit<NetworkFlags, 'format' | 'namespace'> & {
  readonly format: 'yaml' | 'json';
  readonly namespace?: readonly string[];
  readonly flows?: string;
  readonly onlySeen?: boolean;
};

/** `caisson kube network generate [path…]`: exit 1 when a flow that was seen would still be denied. */
export async function runNetworkGenerate(
  paths: readonly string[],
  flags: GenerateFlags,
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  const answer = askPolicies(view, flowsOf(flags.flows, terminal), {
    namespaces: flags.namespace ?? [],
    onlySeen: flags.onlySeen === true,
  });
  const { renderGeneratedPolicies, generatedNotes } = await renderKubeAnswer.proposals();
  for (const line of generatedNotes(answer)) terminal.err.write(`${line}\n`);
  const code = writeAnswer(renderGeneratedPolicies(answer, flags.format), gaps, flags, terminal);
  return answer.denied.length > 0 ? exitCodes.denied : code;
}

/** `caisson kube network what-if --flows FILE`: exit 1 when the policies deny a flow that was seen. */
export async function runWhatIf(
  paths: readonly string[],
  flags: NetworkFlags & { readonly flows: string },
  terminal: Terminal,
): Promise<number> {
  const { view, gaps } = await gather(flags, terminal, paths);
  const file = {
    path: flags.flows,
    text: readTextFile(resolve(terminal.workingDirectory, flags.flows)),
  };
  const answer = askWhatIf(view, file);
  const { renderWhatIf } = await renderKubeAnswer.proposals();
  const chunks = renderWhatIf(answer, flags.format, renderOptions({}, terminal));
  const code = writeAnswer(chunks, gaps, flags, terminal);
  return answer.denied.length > 0 ? exitCodes.denied : code;
}

function flowsOf(path: string | undefined, { workingDirectory }: Terminal) {
  return path === undefined
    ? undefined
    : { path, text: readTextFile(resolve(workingDirectory, path)) };
}
