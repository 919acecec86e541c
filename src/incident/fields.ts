import type { Detection } from '#model/detection.ts';
import { placeOf } from './place.ts';
import { shown } from './tree.ts';

/** Fields that every detection can answer, though its rule did not print them. */
const derived: Readonly<Record<string, (detection: Detection) => string | number | undefined>> = {
  'proc.name': ({ process }) => process && shown(process.name, 64),
  'proc.exepath': ({ process }) => process && shown(process.exePath, 4096),
  'proc.exe': ({ process }) => process && shown(process.exe, 4096),
  'proc.cmdline': ({ process }) =>
    process && shown([process.name, ...process.args].join(' '), 4096),
  'proc.pname': ({ process }) => process?.parent && shown(process.parent.name, 64),
  'proc.pexepath': ({ process }) => process?.parent && shown(process.parent.exePath, 4096),
  'user.uid': ({ process }) => process?.uid,
  'user.name': ({ process }) => process?.userName,
  'evt.type': ({ event }) => event?.type,
  'fd.name': ({ event }) =>
    event?.source === 'syscall' && event.fd ? shown(event.fd.name, 4096) : undefined,
  'container.id': ({ container }) => container?.shortId,
  'container.name': ({ container }) => container?.name,
  'container.image': ({ container }) => container?.image?.reference,
  'container.image.repository': ({ container }) => container?.image?.repository,
  'container.image.tag': ({ container }) => container?.image?.tag,
  'container.image.digest': ({ container }) => container?.image?.digest,
  'k8s.ns.name': ({ container }) => container?.pod?.namespace,
  'k8s.pod.name': ({ container }) => container?.pod?.name,
  'caisson.workload': (detection) => placeOf(detection).workload,
};

/** A field of a detection by its name in the Falco rule language, as text; undefined where it has none. */
export function fieldOf(detection: Detection, name: string): string | undefined {
  const { outputFields } = detection;
  const printed = Object.hasOwn(outputFields, name) ? outputFields[name] : undefined;
  if (printed !== undefined && printed !== null)
    return typeof printed === 'string' ? printed : JSON.stringify(printed);
  const known = Object.hasOwn(derived, name) ? derived[name]?.(detection) : undefined;
  return known === undefined ? undefined : String(known);
}
