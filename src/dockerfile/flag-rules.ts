import { withSuggestion } from './suggest.ts';
import type { Flag, Instruction } from './tree.ts';

type FlagType = 'text' | 'texts' | 'switch';

const copyFlags = { chown: 'text', chmod: 'text', link: 'switch', exclude: 'texts' } as const;

/** The flags that each instruction knows (BuildKit `instructions/parse.go`, all build tags). */
const known: Readonly<Partial<Record<Instruction['kind'], Readonly<Record<string, FlagType>>>>> = {
  from: { platform: 'text' },
  run: { mount: 'texts', network: 'text', security: 'text', device: 'texts' },
  copy: { ...copyFlags, from: 'text', parents: 'switch' },
  add: { ...copyFlags, 'keep-git-dir': 'switch', checksum: 'text', unpack: 'switch' },
  healthcheck: {
    interval: 'text',
    timeout: 'text',
    'start-period': 'text',
    'start-interval': 'text',
    retries: 'text',
  },
};

/** ARG and STOPSIGNAL take flags and do not look at them. */
const careless: ReadonlySet<string> = new Set(['arg', 'stopsignal', 'unknown']);

/** The first thing wrong with the flags of an instruction, in BuildKit's words. */
export function complaintOfFlags(instruction: Instruction): string | undefined {
  const { kind, flags } = instruction;
  if (flags.length === 0 || careless.has(kind)) return undefined;
  if (kind === 'healthcheck' && instruction.test === 'none') return undefined;
  const types = new Map(Object.entries(known[kind] ?? {}));
  const seen = new Set<string>();
  for (const flag of flags) {
    const type = types.get(flag.name);
    const message =
      type === undefined
        ? unknownFlag(flag, [...types.keys()])
        : complaintOfFlag(flag, type, seen.has(flag.name));
    if (message !== undefined) return message;
    seen.add(flag.name);
  }
  return complaintOfValues(instruction);
}

function unknownFlag({ name }: Flag, options: readonly string[]): string {
  return withSuggestion(`unknown flag: --${name}`, name, { options, caseSensitive: true });
}

function complaintOfFlag(
  { name, value }: Flag,
  type: FlagType,
  repeated: boolean,
): string | undefined {
  if (repeated && type !== 'texts') return `duplicate flag specified: --${name}`;
  if (type !== 'switch')
    return value === undefined ? `missing a value on flag: --${name}` : undefined;
  if (value === undefined) return undefined;
  if (value.text === '') return `missing a value on flag: --${name}`;
  const word = value.text.toLowerCase();
  return word === 'true' || word === 'false'
    ? undefined
    : `expecting boolean value for flag --${name}, not: ${value.text}`;
}

function complaintOfValues({ kind, flags }: Instruction): string | undefined {
  for (const { name, value } of flags) {
    const text = value?.text ?? '';
    let message: string | undefined;
    if (kind === 'run') message = complaintOfMode(name, text);
    if (kind === 'healthcheck') message = complaintOfTiming(name, text);
    if (message !== undefined) return message;
  }
  return undefined;
}

function complaintOfMode(name: string, text: string): string | undefined {
  if (name === 'network' && !['default', 'none', 'host'].includes(text))
    return `invalid network mode ${JSON.stringify(text)}`;
  if (name === 'security' && text !== 'sandbox' && text !== 'insecure')
    return `security ${JSON.stringify(text)} is not valid`;
  return undefined;
}

/** Durations as Go's `time.ParseDuration` reads them. */
const duration = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

function complaintOfTiming(name: string, text: string): string | undefined {
  if (text === '') return undefined;
  if (name === 'retries') {
    if (!/^[+-]?\d{1,10}$/.test(text))
      return `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`;
    return text.startsWith('-') ? `--retries cannot be negative (${text})` : undefined;
  }
  if (!duration.test(text)) return `time: invalid duration ${JSON.stringify(text)}`;
  return text.startsWith('-') || isTiny(text)
    ? `Interval ${JSON.stringify(name)} cannot be less than 1ms`
    : undefined;
}

/** More than nothing and less than a millisecond. */
function isTiny(text: string): boolean {
  if (/[^n\u00b5\u03bcu]s|[mh]/.test(text)) return false;
  const size = Number.parseFloat(text);
  return size > 0 && size < (text.includes('ns') ? 1_000_000 : 1000);
}
