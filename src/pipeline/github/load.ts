import type { LoadInput } from '../load-input.ts';
import type { Pipeline, PipelineSubject } from '../model.ts';
import { entryOf, mapOf } from '../yaml-access.ts';
import { callFlows, callOutputs } from './callee.ts';
import { collectExpressions } from './collect.ts';
import { flowsOf } from './flows.ts';
import { inputSpecifications, openInputs } from './input-specification.ts';
import { secretUsesOf } from './secrets.ts';
import { Taint } from './taint.ts';
import { actionOf, referencesOf, type WrittenPipeline, workflowOf } from './workflow.ts';

/** A workflow or action with everything that is inferred from it; `undefined` when the document is no map. */
export function loadGithub(
  input: LoadInput,
  kind: 'workflow' | 'action',
): PipelineSubject | undefined {
  const { yaml, source, shell } = input;
  const root = mapOf(yaml.documents[0]?.root);
  if (root === undefined) return undefined;
  const written = kind === 'workflow' ? workflowOf(root, yaml) : actionOf(root, yaml);
  const taint = new Taint({
    pipeline: written,
    inputs: openInputs(written, specificationsOf(written, root, kind)),
    shell,
    outputsOf: callOutputs(input),
  });
  const expressions = collectExpressions(root);
  const flows = [
    ...flowsOf({ pipeline: written, taint, source, shell }),
    ...callFlows(input, written, taint),
  ].toSorted((a, b) => a.range.start - b.range.start);
  const pipeline: Pipeline = { ...written, flows, secrets: secretUsesOf(written, expressions) };
  return {
    ...input,
    system: 'github',
    pipeline,
    references: referencesOf(written),
    github: { kind, root, expressions, taint },
  };
}

function specificationsOf(
  { triggers }: WrittenPipeline,
  root: Parameters<typeof entryOf>[0],
  kind: 'workflow' | 'action',
) {
  if (kind === 'action') return inputSpecifications(entryOf(root, 'inputs')?.value, 'outsider');
  return triggers.flatMap((trigger) => {
    const actor = trigger.kind === 'call' ? 'outsider' : 'maintainer';
    if (trigger.kind !== 'call' && trigger.kind !== 'manual') return [];
    return inputSpecifications(entryOf(trigger.settings, 'inputs')?.value, actor);
  });
}
