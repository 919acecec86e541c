import type { YamlMap, YamlNode } from '#yaml/node.ts';
import type { LoadContext } from '../github/load-context.ts';
import type { Pinning, Reference, SourceString } from '../model.ts';
import { gitPinning, isCommitId } from '../reference.ts';
import { present } from '../system/map.ts';
import { imageReference, placeOf, type ReferencePlace } from '../system/reference.ts';
import { entryOf, stringAt } from '../yaml-access.ts';
import { expandedItems } from './expand.ts';

/** Names that only a run knows: macros and expressions. */
export const dynamicName = /\$\(|\$\{\{|\$\[/;

/** Repositories and images that a pipeline declares (Azure Pipelines documentation, Resources). */
export function resourcesOf(root: YamlMap, context: LoadContext): readonly Reference[] {
  const resources = entryOf(root, 'resources')?.value;
  const repositories = expandedItems(entryOf(resources, 'repositories')?.value).flatMap((item) => {
    context.spend();
    const found = repositoryOf(item, context);
    return found === undefined ? [] : [found];
  });
  const containers = expandedItems(entryOf(resources, 'containers')?.value).flatMap((item) => {
    context.spend();
    const image = stringAt(item, 'image');
    return image === undefined ? [] : [containerImage(image, context, {})];
  });
  return [...repositories, ...containers];
}

/** An image with the comment behind it. */
export function containerImage(
  text: SourceString,
  context: LoadContext,
  place: ReferencePlace,
): Reference {
  const comment = context.commentOn(text.range.endLine);
  return imageReference(text, { ...place, comment }, dynamicName);
}

/** Names of the containers that are declared, with the maps that declare them. */
export function declaredContainers(root: YamlMap): ReadonlyMap<string, YamlNode> {
  const items = expandedItems(entryOf(entryOf(root, 'resources')?.value, 'containers')?.value);
  return new Map(
    items.flatMap((item) => {
      const name = stringAt(item, 'container')?.value;
      return name === undefined ? [] : [[name, item] as const];
    }),
  );
}

function repositoryOf(item: YamlNode, context: LoadContext): Reference | undefined {
  const alias = stringAt(item, 'repository');
  if (alias === undefined) return undefined;
  const name = stringAt(item, 'name') ?? alias;
  const ref = stringAt(item, 'ref');
  const text = ref ?? name;
  return {
    kind: 'template',
    text,
    origin: /\$/.test(name.value + (ref?.value ?? '')) ? 'dynamic' : 'remote',
    source: name.value,
    ...present('version', ref?.value),
    pinned: refPinning(ref?.value),
    ...placeOf({ comment: context.commentOn(text.range.endLine) }),
  };
}

/** `refs/heads/x` is a branch, `refs/tags/x` a tag; without `ref` it is the default branch. */
function refPinning(ref: string | undefined): Pinning {
  if (ref === undefined || ref === '') return 'none';
  if (ref.startsWith('refs/heads/')) return 'branch';
  if (ref.startsWith('refs/tags/')) return 'tag';
  return isCommitId(ref) ? 'digest' : gitPinning(ref);
}
