import type { YamlNode } from '#yaml/node.ts';
import { itemsOf, member, resolve } from '#yaml/read.ts';
import { type BuildFile, type Service, valueText } from './build-file.ts';

/** A directory or file of the host in a container. */
export interface HostMount {
  readonly source: string;
  readonly isReadOnly: boolean;
  readonly node: YamlNode;
}

/** Bind mounts of a service, in short and long form. */
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
  if (target === undefined || !source.startsWith('/')) return [];
  return [{ source, isReadOnly: options.split(',').includes('ro'), node }];
}

function longMount(node: YamlNode, file: BuildFile): readonly HostMount[] {
  const source = member(node, 'source') ?? member(node, 'src');
  const path = valueText(source, file)?.text ?? '';
  if (source === undefined || !path.startsWith('/')) return [];
  const isReadOnly = valueText(member(node, 'read_only'), file)?.text === 'true';
  return [{ source: path, isReadOnly, node: source }];
}
