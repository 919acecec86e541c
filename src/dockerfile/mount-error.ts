import type { Mount } from './mount.ts';

const keys = new Set([
  'type',
  'from',
  'source',
  'target',
  'readonly',
  'readwrite',
  'id',
  'sharing',
  'required',
  'size',
  'mode',
  'uid',
  'gid',
  'env',
]);
const withOwner = new Set(['cache', 'secret', 'ssh']);

/** Why BuildKit refuses a mount (`instructions/commands_runmount.go`). */
export function mountError(mount: Mount): string | undefined {
  const { type, fields, sharing } = mount;
  const unknown = fields.find(({ key }) => !keys.has(key));
  if (unknown !== undefined) return `unexpected key '${unknown.key}' in the mount`;
  if (type === 'unknown') return 'unsupported mount type';
  return (
    fieldError(mount) ??
    (type === 'secret' ? secretError(mount) : undefined) ??
    (sharing !== undefined && type !== 'cache'
      ? `invalid cache sharing set for ${type} mount`
      : undefined)
  );
}

function fieldError(mount: Mount): string | undefined {
  const { type, sharing, size } = mount;
  if (sharing !== undefined && !['shared', 'private', 'locked'].includes(sharing.toLowerCase()))
    return `unsupported sharing value ${JSON.stringify(sharing)}`;
  if (size !== undefined && type !== 'tmpfs')
    return `unexpected key 'size' for mount type '${type}'`;
  const isRequired = mount.fields.some(({ key }) => key === 'required');
  if (isRequired && type !== 'secret' && type !== 'ssh')
    return `unexpected key 'required' for mount type '${type}'`;
  const owner = (['mode', 'uid', 'gid'] as const).find((key) => mount[key] !== undefined);
  if (owner === undefined || withOwner.has(type)) return undefined;
  return `${owner} not allowed for ${JSON.stringify(type)} type mounts`;
}

function secretError({ from, source, target, id, sharing }: Mount): string | undefined {
  if ((from ?? '') !== '') return 'secret mount should not have a from';
  if (sharing !== undefined) return 'secret mount should not define sharing';
  if (!source && !target && !id) return 'invalid secret mount. one of source, target required';
  return source && id ? "both source and id can't be set" : undefined;
}
