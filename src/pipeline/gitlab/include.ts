import type { YamlNode } from '#yaml/node.ts';
import { itemsOf, resolve } from '#yaml/read.ts';
import type { LoadContext } from '../github/load-context.ts';
import type { Reference, SourceString } from '../model.ts';
import { gitPinning, isCommitId } from '../reference.ts';
import { mergedMap } from '../system/map.ts';
import { placeOf, type ReferencePlace } from '../system/reference.ts';
import { stringAt, stringOf, stringsOf } from '../yaml-access.ts';

/** Everything that `include` fetches (GitLab documentation, CI/CD YAML syntax reference, `include`). */
export function includesOf(
  node: YamlNode | undefined,
  context: LoadContext,
  place: ReferencePlace = {},
): readonly Reference[] {
  const value = resolve(node);
  const items = value?.kind === 'list' ? itemsOf(value) : value === undefined ? [] : [value];
  return items.flatMap((item) => {
    context.spend();
    const found = includeOf(item, place);
    if (found === undefined) return [];
    const comment = context.commentOn(found.text.range.endLine);
    return [{ ...found, ...(comment !== undefined && { comment }) }];
  });
}

function includeOf(item: YamlNode, place: ReferencePlace): Reference | undefined {
  const plain = stringOf(item);
  if (plain !== undefined)
    return /^https?:\/\//i.test(plain.value)
      ? remoteOf(plain, undefined, place)
      : localOf(plain, place);
  const map = mergedMap(item);
  const local = stringAt(map, 'local');
  if (local !== undefined) return localOf(local, place);
  const remote = stringAt(map, 'remote');
  if (remote !== undefined) return remoteOf(remote, stringAt(map, 'integrity'), place);
  const component = stringAt(map, 'component');
  if (component !== undefined) return componentOf(component, place);
  const project = stringAt(map, 'project');
  return project === undefined ? undefined : projectOf(map, project, place);
}

function localOf(text: SourceString, place: ReferencePlace): Reference {
  const origin = text.value.includes('$') ? 'dynamic' : 'local';
  const pinned = origin === 'local' ? 'digest' : 'none';
  return { kind: 'include', text, origin, source: text.value, pinned, ...placeOf(place) };
}

/** A file by its address: its content is what `integrity` says, or what an address with a commit id holds. */
function remoteOf(
  text: SourceString,
  integrity: SourceString | undefined,
  place: ReferencePlace,
): Reference {
  const common = { kind: 'include' as const, text, source: text.value, ...placeOf(place) };
  if (integrity !== undefined)
    return { ...common, origin: 'remote', version: integrity.value, pinned: 'digest' };
  const hasCommit = text.value.split(/[/?=&]/).some(isCommitId);
  const origin = text.value.includes('$') ? 'dynamic' : 'remote';
  return { ...common, origin, pinned: hasCommit ? 'digest' : 'none' };
}

/** `host/group/project/component@version`: a commit, a tag, a partial version, `~latest`, a branch. */
function componentOf(text: SourceString, place: ReferencePlace): Reference {
  const { value } = text;
  const at = value.lastIndexOf('@');
  const version = at < 0 ? undefined : value.slice(at + 1);
  const source = at < 0 ? value : value.slice(0, at);
  const isLatest = version === undefined || version === '~latest';
  return {
    kind: 'component',
    text,
    origin: (version ?? '').includes('$') ? 'dynamic' : 'remote',
    source,
    ...(version !== undefined && { version }),
    pinned: isLatest ? 'none' : gitPinning(version),
    ...placeOf(place),
  };
}

function projectOf(
  map: YamlNode | undefined,
  project: SourceString,
  place: ReferencePlace,
): Reference {
  const ref = stringAt(map, 'ref');
  const file = stringsOf(mergedMap(map)?.entries.find((each) => isFile(each.key))?.value)[0];
  const isOpen = `${project.value}${ref?.value ?? ''}`.includes('$');
  return {
    kind: 'include',
    text: ref ?? project,
    origin: isOpen ? 'dynamic' : 'remote',
    source: file === undefined ? project.value : `${project.value}:${file.value}`,
    ...(ref !== undefined && { version: ref.value }),
    pinned: gitPinning(ref?.value),
    ...placeOf(place),
  };
}

function isFile(key: YamlNode): boolean {
  return stringOf(key)?.value === 'file';
}
