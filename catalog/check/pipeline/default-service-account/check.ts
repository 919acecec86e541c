import type { Violation } from '#contract/check.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { manifestsOf } from '#pipeline/system/manifest.ts';
import { entryOf, mapOf, stringAt } from '#pipeline/yaml-access.ts';

const kinds = new Set(['Workflow', 'CronWorkflow']);

/** Workflows without an account of their own. */
export function* evaluate({ system, yaml }: PipelineSubject): Iterable<Violation> {
  const all = system === 'argo' && yaml !== undefined ? manifestsOf(yaml) : [];
  for (const { kind, spec, name } of all) {
    const workflow = mapOf(entryOf(spec, 'workflowSpec')?.value) ?? spec;
    const isTemplate = entryOf(workflow, 'workflowTemplateRef') !== undefined;
    const { value, range } = stringAt(workflow, 'serviceAccountName') ?? { ...name, value: '' };
    if (kinds.has(kind) && !isTemplate && /^(?:default)?$/.test(value)) yield { range };
  }
}
