import type { Violation } from '#contract/check.ts';
import type { PipelineSubject, SourceString } from '#pipeline/model.ts';
import { manifestsOf } from '#pipeline/system/manifest.ts';
import { entryOf, keyOf } from '#pipeline/yaml-access.ts';
import type { YamlNode } from '#yaml/node.ts';
import { entriesOf } from '#yaml/read.ts';

/** The secret of each kind of source. */
const secrets: ReadonlyMap<string, string> = new Map([
  ['webhook', 'authSecret'],
  ['github', 'webhookSecret'],
  ['gitlab', 'secretToken'],
  ['bitbucketserver', 'webhookSecret'],
]);

/** Event sources that listen without a secret. */
export function* evaluate({ system, yaml }: PipelineSubject): Iterable<Violation> {
  if (system !== 'argo' || yaml === undefined) return;
  for (const { kind, spec } of manifestsOf(yaml))
    for (const [type, secret] of kind === 'EventSource' ? secrets : [])
      for (const { value, range } of openSources(entryOf(spec, type)?.value, secret))
        yield { message: `"${value}" takes events without ${secret}`, range };
}

function openSources(node: YamlNode | undefined, secret: string): readonly SourceString[] {
  return entriesOf(node)
    .filter((entry) => entryOf(entry.value, secret) === undefined)
    .map(keyOf);
}
