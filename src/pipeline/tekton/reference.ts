import type { YamlNode } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type { Pinning, Reference, SourceString } from '../model.ts';
import { gitPinning, imageNameOf } from '../reference.ts';
import { present } from '../system/map.ts';
import { placeOf, type ReferencePlace } from '../system/reference.ts';
import { entryOf, stringAt } from '../yaml-access.ts';

/** Names that only a run knows. */
export const dynamicName = /\$\(|\{\{/;

/**
 * A task or pipeline from elsewhere: a bundle, or what a resolver fetches (Tekton documentation, Remote resolution). A name
 * alone means an object of the cluster.
 */
export function remoteReference(
  node: YamlNode | undefined,
  kind: 'task' | 'workflow',
  context: LoadContext,
  place: ReferencePlace,
): Reference | undefined {
  const bundle = stringAt(node, 'bundle');
  if (bundle !== undefined) return bundleOf(bundle, kind, withComment(bundle, context, place));
  const resolver = stringAt(node, 'resolver');
  if (resolver === undefined) return undefined;
  const parameters = entryOf(node, 'params')?.value;
  switch (resolver.value) {
    case 'bundles':
      return ofBundles(parameters, kind, context, place);
    case 'git':
      return ofGit(parameters, resolver, kind, withComment(resolver, context, place));
    case 'hub':
    case 'artifacthub':
      return ofHub(parameters, resolver, kind, withComment(resolver, context, place));
    case 'http':
      return ofHttp(parameters, kind, context, place);
    default:
      return undefined;
  }
}

/** `pipelinesascode.tekton.dev/task: "[name, https://…]"` and `…/pipeline`. */
export function annotationReferences(
  text: SourceString,
  kind: 'task' | 'workflow',
): readonly Reference[] {
  const names = text.value.replace(/^\s*\[|\]\s*$/g, '').split(',');
  return names
    .map((name) => name.trim().replace(/^["']|["']$/g, ''))
    .filter((name) => name !== '')
    .slice(0, 100)
    .map((name) => annotated(name, text, kind));
}

function annotated(name: string, text: SourceString, kind: 'task' | 'workflow'): Reference {
  if (/^https?:\/\//i.test(name)) {
    const hasCommit = /\/[0-9a-f]{40}\//i.test(name);
    return { kind, text, origin: 'remote', source: name, pinned: hasCommit ? 'digest' : 'branch' };
  }
  if (/[/.]ya?ml$|\//.test(name) && !name.includes('://'))
    return { kind, text, origin: 'local', source: name, pinned: 'digest' };
  const [source = name, version] = name.split(':');
  const pinned: Pinning = version === undefined ? 'none' : 'tag';
  return {
    kind,
    text,
    origin: 'remote',
    source,
    ...(version !== undefined && { version }),
    pinned,
  };
}

function withComment(text: SourceString, context: LoadContext, place: ReferencePlace) {
  return { ...place, comment: context.commentOn(text.range.endLine) };
}

function valueAt(parameters: YamlNode | undefined, name: string): SourceString | undefined {
  const item = itemsOf(parameters).find((each) => stringAt(each, 'name')?.value === name);
  return stringAt(item, 'value');
}

function bundleOf(text: SourceString, kind: 'task' | 'workflow', place: ReferencePlace): Reference {
  const origin = dynamicName.test(text.value) ? 'dynamic' : 'remote';
  return { kind, text, origin, ...imageNameOf(text.value), ...placeOf(place) };
}

function ofBundles(
  parameters: YamlNode | undefined,
  kind: 'task' | 'workflow',
  context: LoadContext,
  place: ReferencePlace,
): Reference | undefined {
  const text = valueAt(parameters, 'bundle');
  return text === undefined ? undefined : bundleOf(text, kind, withComment(text, context, place));
}

function ofGit(
  parameters: YamlNode | undefined,
  resolver: SourceString,
  kind: 'task' | 'workflow',
  place: ReferencePlace,
): Reference {
  const url = valueAt(parameters, 'url') ?? valueAt(parameters, 'repo');
  const revision = valueAt(parameters, 'revision');
  const isOpen = [url, revision].some((each) => dynamicName.test(each?.value ?? ''));
  const text = revision ?? url ?? resolver;
  return {
    kind,
    text,
    origin: isOpen ? 'dynamic' : 'remote',
    source: (url ?? resolver).value,
    ...present('version', revision?.value),
    pinned: gitPinning(revision?.value),
    ...placeOf(place),
  };
}

function ofHub(
  parameters: YamlNode | undefined,
  resolver: SourceString,
  kind: 'task' | 'workflow',
  place: ReferencePlace,
): Reference {
  const name = valueAt(parameters, 'name');
  const version = valueAt(parameters, 'version');
  return {
    kind,
    text: version ?? name ?? resolver,
    origin: 'remote',
    source: name?.value ?? 'hub',
    ...(version !== undefined && { version: version.value }),
    pinned: version === undefined ? 'none' : 'tag',
    ...placeOf(place),
  };
}

function ofHttp(
  parameters: YamlNode | undefined,
  kind: 'task' | 'workflow',
  context: LoadContext,
  place: ReferencePlace,
): Reference | undefined {
  const text = valueAt(parameters, 'url');
  if (text === undefined) return undefined;
  const isPinned = /[/=][0-9a-f]{40}(?:[/?&]|$)/i.test(text.value);
  const origin = dynamicName.test(text.value) ? 'dynamic' : 'remote';
  const common = withComment(text, context, place);
  return {
    kind,
    text,
    origin,
    source: text.value,
    pinned: isPinned ? 'digest' : 'none',
    ...placeOf(common),
  };
}
