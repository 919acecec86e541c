import type { RuntimeEvent } from '#model/runtime-event.ts';
import { directoryOfArgument } from './readers/argument.ts';
import { absolutePath } from './readers/path.ts';

/**
 * The other name of the file that an event is about: the one that the process gave, made absolute, where it is not the canonical
 * one. Falco knows only that name, which a symbolic link turns into any other.
 *
 * A rule is asked once for each name, and holds when it holds for either. So every `fd.name`, `fd.directory`, `fd.filename` and
 * `fs.path.name` of one evaluation speaks of the same name: `fd.name != /x` cannot be satisfied by one name while the other
 * satisfies `fd.name startswith /etc`, and an exception for a harmless name does not cover the file behind it.
 */
export function secondName(event: RuntimeEvent): string | undefined {
  const raw = event.fd?.rawName;
  if (raw === undefined || raw === '' || event.fd === undefined) return undefined;
  const from = raw.startsWith('/') ? '/' : directoryOfArgument(event, 'dirfd');
  if (from === undefined) return undefined;
  const name = absolutePath(from, raw);
  return name === event.fd.name ? undefined : name;
}
