import { errnoName } from '#event/errno.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { type ArgumentText, makeArgumentText } from '#rule/engine/readers/argument.ts';
import { capabilityText } from '#rule/engine/readers/capability.ts';
import { type EventParameter, parametersOf } from '#rule/engine/readers/event-parameters.ts';
import { signalName } from '#rule/engine/readers/signal.ts';

/** What one event is about, for a line of its own. Byte strings. */
export interface EventFacts {
  /** A path, an address, a command line; may be empty. */
  readonly subject: string;
  /** `O_RDWR|O_CREAT`, `mode=0644`, `uid=33`: the rest, most telling first. */
  readonly details: readonly string[];
  /** Name of the error, where it did not succeed. */
  readonly error?: string;
}

/** Told already, or of no use to people. */
const dull = new Set(
  `res fd dev ino name filename path tuple addr exe args env cwd comm cgroups tid ptid fdlimit pgft_maj pgft_min vm_size vm_rss
vm_swap pidns_init_start_ts vtid vpid trusted_exepath exe_ino exe_ino_ctime exe_ino_mtime pgid vpgid loginuid tty dirfd olddirfd
newdirfd linkdirfd proto qual ID nativeID ret core pid cap_inheritable cap_permitted`.split(/\s+/),
);
/** Where `pid` is about another process. */
const aimed = new Set(['kill', 'tgkill', 'tkill', 'ptrace', 'process_vm_readv', 'pidfd_open']);
/** So long, and the same every time. */
const dullOfImages = new Set(['cap_effective', 'gid']);
const dullOfBirths = new Set(['uid', 'gid']);
const images = new Set(['execve', 'execveat']);
const births = new Set(['clone', 'clone3', 'fork', 'vfork']);
const pathNames = ['path', 'name', 'filename', 'newpath', 'linkpath', 'dir', 'target'];

type Tell = (event: RuntimeEvent) => readonly string[];

/** Tells events of a stream; what it makes for a type it keeps. */
export function eventTeller(): (event: RuntimeEvent) => EventFacts {
  const tellers = new Map<string, Tell>();
  function detailsOf(event: RuntimeEvent): readonly string[] {
    const known = tellers.get(event.type);
    if (known !== undefined) return known(event);
    const made = tellOf(event.type);
    tellers.set(event.type, made);
    return made(event);
  }
  return (event) => {
    const { result } = event;
    const failed = result !== undefined && result < 0;
    return {
      subject: subjectOf(event),
      details: [...detailsOf(event), ...marksOf(event)],
      ...(failed && { error: errnoName(result) ?? String(result) }),
    };
  };
}

function subjectOf({ type, process, fd, args, result }: RuntimeEvent): string {
  if (images.has(type)) return [process.exe, ...process.args].join(' ');
  if (births.has(type)) return result === undefined || result < 0 ? '' : `child ${result}`;
  if (type === 'procexit') return endOf(args);
  if (type === 'dns') return [args['name'], args['answers']].filter(isText).join(' = ');
  if (fd !== undefined && fd.name !== '') return fd.name;
  return pathNames.map((name) => (Object.hasOwn(args, name) ? args[name] : '')).find(isText) ?? '';
}

function endOf({ sig, ret }: RuntimeEvent['args']): string {
  if (typeof sig === 'number' && sig > 0) return `killed by ${signalName(sig) ?? sig}`;
  return `status ${typeof ret === 'number' ? ret : '?'}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function tellOf(type: string): Tell {
  const readers = parametersOf(type)
    .filter(({ name }) => isTelling(type, name))
    .map((parameter) => ({ parameter, read: makeArgumentText(type, parameter) }));
  return (event) =>
    readers.flatMap(({ parameter, read }) => {
      const text = read(event);
      return text === undefined || text.plain === '' ? [] : wordsOf(parameter, text);
    });
}

function isTelling(type: string, name: string): boolean {
  if (name === 'pid') return aimed.has(type);
  if (images.has(type) && dullOfImages.has(name)) return false;
  if (births.has(type) && dullOfBirths.has(name)) return false;
  return !dull.has(name);
}

function wordsOf({ name, kind }: EventParameter, text: ArgumentText): readonly string[] {
  const { plain, meaning } = text;
  if (name.startsWith('cap_')) return [`${name.slice(4)}=${capabilities(plain)}`];
  if (kind === 'f') return flagWords(name, text);
  if (kind === 'o' && plain === '0') return [];
  return [`${name}=${kind === 'm' || meaning === '' ? plain : meaning}`];
}

/** Flags need no name before them; none set is no news. */
function flagWords(name: string, { plain, meaning }: ArgumentText): readonly string[] {
  if (meaning === '') return plain === '0' ? [] : [`${name}=${plain}`];
  // How threads and children share memory is of no use to people; which namespaces they leave is.
  const telling = meaning.includes('CLONE_')
    ? meaning
        .split('|')
        .filter((flag) => flag.startsWith('CLONE_NEW'))
        .join('|')
    : meaning;
  if (telling === '') return [];
  return name === 'flags' ? [telling] : [`${name}=${telling}`];
}

function capabilities(hexadecimal: string): string {
  const mask = Number.parseInt(hexadecimal, 16);
  const text = capabilityText(Number.isSafeInteger(mask) ? mask : 0);
  return text.replaceAll('CAP_', '').replaceAll(' ', ',').toLowerCase() || 'none';
}

function marksOf({ marks = [], fd }: RuntimeEvent): readonly string[] {
  return [...(fd?.upperLayer === true ? ['written in the container'] : []), ...marks.map(String)];
}
