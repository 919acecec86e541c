import { resolve } from 'node:path';
import { inspectNode } from '#app/kube/node.ts';
import { renderKubeAnswer } from '#app/kube/render.ts';
import { loadOutput } from '#app/render.ts';
import { nodeVariants } from '#model/node-posture.ts';
import { parseDestinations, writeReport } from '../destination.ts';
import { exitCodeOfVerdict } from '../exit.ts';
import { type GateOptions, readPolicy } from '../gate.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { type CommonOptions, readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { oneOf } from '../words.ts';
import { minorOf } from './kube-source.ts';
import { renderOptions } from './scan.ts';

export interface NodeFlags extends CommonOptions, SessionOptions, GateOptions {
  readonly output?: readonly string[];
  readonly all?: boolean;
  readonly variant?: string;
  readonly kubernetes?: string;
}

/** `caisson kube node [root]`: the table and `controls` are about controls, every other output about findings. */
export async function runKubeNode(
  root: string,
  flags: NodeFlags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const { variant, kubernetes } = flags;
  const policy = await readPolicy(flags, terminal.workingDirectory);
  const { node, report } = await (async () => {
    using session = openSession(flags, terminal);
    const toolbox = await program.createToolbox(readSettings(flags, terminal), session.scope);
    const given = { inspectors: await toolbox.inspectors(), version: program.version };
    const request = {
      policy,
      root: resolve(terminal.workingDirectory, root),
      ...(variant !== undefined && { variant: oneOf(nodeVariants, variant, '--variant') }),
      ...(kubernetes !== undefined && { minor: minorOf(kubernetes) }),
    };
    return await inspectNode(request, given, session.scope);
  })();
  const wanted = flags.output ?? ['table'];
  const controls = wanted.filter((one) => one === 'table' || one === 'controls');
  const { renderNode } = await renderKubeAnswer.node();
  for (const format of controls) {
    const how = format === 'table' ? 'table' : 'json';
    for (const text of renderNode(node, how, renderOptions({}, terminal), flags.all === true))
      terminal.out.write(text);
  }
  const others = wanted.filter((one) => one !== 'table' && one !== 'controls');
  for (const destination of others.length === 0 ? [] : parseDestinations(others)) {
    const output = await loadOutput(destination.format);
    writeReport(destination, output, report, { render: renderOptions({}, terminal), terminal });
  }
  return exitCodeOfVerdict(report.decision.verdict);
}
