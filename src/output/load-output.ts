import type { Output } from '#contract/output.ts';
import { CaissonError } from '#kit/error.ts';
import { unreachable } from '#kit/never.ts';
import { quote } from '#kit/text.ts';

/** Ids of all outputs, in the order that help shows them; known without loading any. */
export const outputIds = [
  'table',
  'json',
  'sarif',
  'cyclonedx',
  'cyclonedx-1.7',
  'spdx',
  'junit',
  'gitlab',
  'markdown',
] as const;
export type OutputId = (typeof outputIds)[number];

/** Loads one output and nothing else. Throws `usage.invalid-argument` for an id that does not exist. */
export async function loadOutput(id: string): Promise<Output> {
  if (!isOutputId(id))
    throw new CaissonError('usage.invalid-argument', `there is no output ${quote(id)}`, {
      hint: `use one of ${outputIds.join(', ')}`,
    });
  return load(id);
}

/** Whether an output of this id exists. */
export function isOutputId(id: string): id is OutputId {
  return outputIds.some((known) => known === id);
}

async function load(id: OutputId): Promise<Output> {
  switch (id) {
    case 'table':
      return (await import('./table.ts')).tableOutput;
    case 'json':
      return (await import('./json.ts')).jsonOutput;
    case 'sarif':
      return (await import('./sarif.ts')).sarifOutput;
    case 'cyclonedx':
      return (await import('./cyclonedx.ts')).cyclonedxOutput;
    case 'cyclonedx-1.7':
      return (await import('./cyclonedx.ts')).cyclonedx17Output;
    case 'spdx':
      return (await import('./spdx.ts')).spdxOutput;
    case 'junit':
      return (await import('./junit.ts')).junitOutput;
    case 'gitlab':
      return (await import('./gitlab.ts')).gitlabOutput;
    case 'markdown':
      return (await import('./markdown.ts')).markdownOutput;
    default:
      return unreachable(id);
  }
}
