import { errnoName } from '#event/errno.ts';
import type { EventArgument, RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import { descriptorLetters } from './descriptor-kind.ts';
import type { EventParameter } from './event-parameters.ts';
import { bitsOf, makeFlagText } from './flag-text.ts';
import { absolutePath } from './path.ts';
import { signalName } from './signal.ts';

/** `AT_FDCWD` */
const workingDirectory = -100;

/** An argument as it was given, or from what else the event says of it. */
export function rawArgument(event: RuntimeEvent, name: string): EventArgument | undefined {
  const given = Object.hasOwn(event.args, name) ? event.args[name] : undefined;
  return given ?? implied.get(name)?.(event);
}

/** How an argument is told as text: plain, and where there is one the meaning of it. */
export interface ArgumentText {
  readonly plain: string;
  readonly meaning: string;
}

/** `undefined` when the event does not have it. */
export function makeArgumentText(
  type: string,
  parameter: EventParameter,
): (event: RuntimeEvent) => ArgumentText | undefined {
  const meaningOf = makeMeaning(type, parameter);
  return (event) => {
    const value = rawArgument(event, parameter.name);
    if (value === undefined) return undefined;
    return { plain: plainText(value, parameter.kind), meaning: meaningOf(value, event) };
  };
}

const implied: ReadonlyMap<string, (event: RuntimeEvent) => EventArgument | undefined> = new Map<
  string,
  (event: RuntimeEvent) => EventArgument | undefined
>([
  ['res', (event) => event.result],
  ['fd', impliedDescriptor],
  ['tuple', (event) => (event.fd?.socket === undefined ? undefined : event.fd.name)],
  ['addr', serverAddress],
  ['ino', (event) => event.fd?.inode],
  ['dev', (event) => event.fd?.device],
  ['exe', ofImage((process) => process.exe)],
  ['args', ofImage((process) => process.args)],
  ['cwd', ofImage((process) => process.cwd)],
  ['comm', ofImage((process) => process.name)],
  ['env', ofImage(({ env }) => env)],
  ['tid', ofImage((_, event) => event.thread)],
  ['pid', ofImage((process) => process.pid)],
  ['ptid', ofImage((process) => process.parent?.pid)],
  ['tty', ofImage((process) => process.tty)],
  ['vpgid', ofImage((process) => process.virtualGroup)],
  ['loginuid', ofImage((process) => process.loginUid)],
]);

const images: ReadonlySet<string> = new Set([
  'execve',
  'execveat',
  'clone',
  'clone3',
  'fork',
  'vfork',
]);

/** Only events that make a process or an image say so much of it. */
function ofImage(
  read: (process: RuntimeProcess, event: RuntimeEvent) => EventArgument | undefined,
): (event: RuntimeEvent) => EventArgument | undefined {
  return (event) => (images.has(event.type) ? read(event.process, event) : undefined);
}

function impliedDescriptor(event: RuntimeEvent): number | undefined {
  if (event.fd !== undefined) return event.fd.number;
  return event.result !== undefined && event.result < 0 ? event.result : undefined;
}

function serverAddress(event: RuntimeEvent): string | undefined {
  const end = event.fd?.socket?.remote ?? event.fd?.socket?.server;
  if (end !== undefined) return `${end.address}:${end.port}`;
  return event.fd?.kind === 'unix' ? event.fd.name : undefined;
}

function plainText(value: EventArgument, kind: string): string {
  if (typeof value === 'number') return numberText(value, kind);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return kind === 'B' ? dotted(value) : value;
  return kind === 'B' ? dotted(value.map((part) => `${part}\0`).join('')) : value.join(',');
}

function numberText(value: number, kind: string): string {
  if (kind === 'x') return bitsOf(value).toString(16).toUpperCase();
  if (kind === 'o' || kind === 'm') return value === 0 ? '0' : `0${value.toString(8)}`;
  return String(value);
}

/** Bytes that cannot be printed become dots. */
function dotted(bytes: string): string {
  return bytes.replace(/[^\u0020-\u007e]/g, '.');
}

type Meaning = (value: EventArgument, event: RuntimeEvent) => string;

function makeMeaning(type: string, parameter: EventParameter): Meaning {
  const { kind, flags } = parameter;
  if (flags !== undefined && (kind === 'f' || kind === 'e')) {
    const text = makeFlagText(type, flags, kind === 'e');
    return (value) => (typeof value === 'number' ? text(value) : '');
  }
  if (flags !== undefined && kind === 'm') {
    const text = makeFlagText(type, flags, false);
    return (value) => (typeof value === 'number' ? text(value) : '');
  }
  if (kind === 'P' || kind === 'R') return (value, event) => pathMeaning(value, event, parameter);
  return meanings.get(kind) ?? (() => '');
}

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['E', errnoMeaning],
  ['F', descriptorMeaning],
  ['p', processMeaning],
  ['u', userMeaning],
  ['g', groupMeaning],
  ['G', (value) => (typeof value === 'number' ? (signalName(value) ?? '') : '')],
  ['r', (value) => (typeof value === 'number' ? `${value / 1e9}s` : '')],
]);

function errnoMeaning(value: EventArgument): string {
  return typeof value === 'number' && value < 0 ? (errnoName(value) ?? '') : '';
}

function descriptorMeaning(value: EventArgument, event: RuntimeEvent): string {
  if (typeof value !== 'number') return '';
  if (value === workingDirectory) return 'AT_FDCWD';
  if (value < 0) return errnoName(value) ?? '';
  if (event.fd?.number !== value) return '';
  return `<${descriptorLetters(event.fd)}>${event.fd.name}`;
}

function processMeaning(value: EventArgument, event: RuntimeEvent): string {
  let process: RuntimeProcess | undefined = event.process;
  for (let depth = 0; process !== undefined && depth < 64; depth += 1) {
    if (process.pid === value) return process.name;
    process = process.parent;
  }
  return '';
}

function userMeaning(value: EventArgument, { process }: RuntimeEvent): string {
  if (value === -1 || value === 0xffffffff) return '<NONE>';
  if (value === process.uid && process.userName !== undefined) return process.userName;
  if (value === process.loginUid && process.loginName !== undefined) return process.loginName;
  return value === 0 ? 'root' : '<NA>';
}

function groupMeaning(value: EventArgument, { process }: RuntimeEvent): string {
  if (value === -1 || value === 0xffffffff) return '<NONE>';
  if (value === process.gid && process.groupName !== undefined) return process.groupName;
  return value === 0 ? 'root' : '<NA>';
}

/** A relative path is made absolute where its directory is known. */
function pathMeaning(value: EventArgument, event: RuntimeEvent, parameter: EventParameter): string {
  if (typeof value !== 'string' || value === '' || value.startsWith('/')) return '';
  const directory = directoryOfArgument(event, parameter.directory);
  return directory === undefined ? '' : absolutePath(directory, value);
}

/** The directory that relative paths of an event start from; `undefined` when it is a descriptor that nobody knows. */
export function directoryOfArgument(
  event: RuntimeEvent,
  parameter: string | undefined,
): string | undefined {
  const number = parameter === undefined ? undefined : event.args[parameter];
  if (number === undefined || number === workingDirectory) return event.process.cwd;
  const isKnown = event.fd?.kind === 'directory' && event.fd.number === number;
  return isKnown ? event.fd?.name : undefined;
}
