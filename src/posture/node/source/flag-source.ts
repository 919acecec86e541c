import type { KubeObject } from '#kube/object.ts';
import type { FieldPatch, FieldPath } from '#model/kubernetes.ts';
import type { Location } from '#model/location.ts';
import type { Setting, SettingSource, Spot } from '../component.ts';
import { type FlagUse, parseFlags } from './flags.ts';
import { flagOf, fromFlag } from './kubelet-names.ts';

/** A word of a command in a manifest and the field that holds it. */
export interface PlacedWord {
  readonly text: string;
  readonly field: FieldPath;
}

/** Words of a command that stand in a field each, or all at one place. */
interface Command {
  readonly title: string;
  readonly words: readonly string[];
  /** Where it stands; of an object only the file. */
  readonly location: Location;
  readonly object?: KubeObject;
  /** Of each word; absent where words have no places of their own. */
  readonly fields?: readonly FieldPath[];
  /** The list that new flags are appended to; absent where words are part of a script. */
  readonly list?: FieldPath;
  readonly listLength?: number;
  /** Lines of words, where each has one of its own: files of arguments. */
  readonly lines?: readonly number[];
  /** Whether settings are asked for by fields of a configuration (kubelet, kube-proxy). */
  readonly byField: boolean;
}

/** The settings that the flags of a command make. */
export function flagSource(command: Command): SettingSource {
  const flags = parseFlags(command.words);
  function usesOf(name: string): readonly FlagUse[] {
    return flags.get(command.byField ? (flagOf(name) ?? '') : name) ?? [];
  }
  function label(name: string): string {
    return `--${command.byField ? (flagOf(name) ?? name) : name}`;
  }
  return {
    title: command.title,
    get: (name) => (command.byField ? fromFlag(name, flags) : settingOf(name, usesOf(name))),
    spot: (name) => spotOf(command, usesOf(name).at(-1)),
    patch: (name, value) => patchOf(command, label(name), usesOf(name), value),
    label,
  };
}

function settingOf(name: string, uses: readonly FlagUse[]): Setting | undefined {
  const last = uses.at(-1);
  if (last === undefined) return undefined;
  const values = uses.map(({ value }) => value);
  return { values, written: values.map((value) => `--${name}=${value}`).join(' ') };
}

function spotOf(command: Command, use: FlagUse | undefined): Spot {
  const { location, object, fields, list, lines } = command;
  if (object !== undefined) {
    const field = use === undefined ? list : fields?.[use.at];
    return { location, object, ...(field !== undefined && { field }) };
  }
  const line = use === undefined ? undefined : lines?.[use.at];
  return { location: line === undefined ? location : { ...location, line } };
}

function patchOf(
  command: Command,
  label: string,
  uses: readonly FlagUse[],
  value: string | undefined,
): FieldPatch | undefined {
  const { list, listLength = 0 } = command;
  const [use] = uses;
  if (list === undefined || uses.length > 1 || use?.words === 2) return undefined;
  const field = fieldOfUse(command, use);
  if (value === undefined) return field && removing(label, field);
  const path = field ?? [...list, listLength];
  return {
    title: `set ${label}=${value}`,
    safety: 'review',
    changes: [{ op: 'set', path, value: `${label}=${value}` }],
  };
}

function fieldOfUse({ fields }: Command, use: FlagUse | undefined): FieldPath | undefined {
  return use === undefined ? undefined : fields?.[use.at];
}

function removing(label: string, path: FieldPath): FieldPatch {
  return { title: `remove ${label}`, safety: 'review', changes: [{ op: 'remove', path }] };
}
