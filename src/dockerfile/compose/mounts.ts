import type { YamlNode } from '#yaml/node.ts';
import { itemsOf, member, resolve } from '#yaml/read.ts';
import { type BuildFile, type Service, valueText } from './build-file.ts';

/** A directory or file of the host in a container. */
export interface HostMount {
  readonly source: string;
  readonly isReadOnly: boolean;
  readonly node: YamlNode;
}

/** Bind mounts of a service, in short and long form, also by the name of a volume that is one. */
export function mountsOf({ fields }: Service, file: BuildFile): readonly HostMount[] {
  return itemsOf(fields.get('volumes')).flatMap((item) => {
    const node = resolve(item);
    if (node?.kind === 'scalar') return shortMount(node, file);
    return node?.kind === 'map' ? longMount(node, file) : [];
  });
}

/** `/host:/container:ro`; a name in place of the path is a volume. */
function shortMount(node: YamlNode, file: BuildFile): readonly HostMount[] {
  const text = valueText(node, file)?.text ?? '';
  const [source = '', target, options = ''] = text.split(':', 3);
  const path = source.startsWith('/') ? source : file.volumes.get(source);
  if (target === undefined || path === undefined) return [];
  return [{ source: path, isReadOnly: options.split(',').includes('ro'), node }];
}

function longMount(node: YamlNode, file: BuildFile): readonly HostMount[] {
  const source = member(node, 'source') ?? member(node, 'src');
  const name = valueText(source, file)?.text ?? '';
  const path = name.startsWith('/') ? name : file.volumes.get(name);
  if (source === undefined || path === undefined) return [];
  const isReadOnly = valueText(member(node, 'read_only'), file)?.text === 'true';
  return [{ source: path, isReadOnly, node: source }];
}
