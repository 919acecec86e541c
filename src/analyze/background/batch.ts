import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Digest } from '#model/digest.ts';
import type { Observation } from '#model/observation.ts';
import { examineEvery } from '../examine.ts';

/** A file in a slot. */
interface SlottedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  readonly layer?: Digest;
  readonly commit?: string;
  /** Offset of its content in the slot. */
  readonly at: number;
}

/** Files that are examined together. */
export interface Batch {
  readonly number: number;
  readonly slot: number;
  readonly files: readonly SlottedFile[];
  /** When the time of their layer is over, in milliseconds of the epoch. */
  readonly deadline: number;
}

/** What a file is called where its content lies in a slot. `size`: as it was read; a file on disk may have shrunk. */
export function slotted(view: FileView, at: number, size: number): SlottedFile {
  const { path, mode, layer, commit } = view;
  return {
    path,
    size,
    mode,
    at,
    ...(layer !== undefined && { layer }),
    ...(commit !== undefined && { commit }),
  };
}

/** What the analyzers say of each file of a batch. Files that no time is left for become gaps. */
export function examineBatch(
  { files, deadline }: Batch,
  bytes: Buffer,
  analyzers: readonly Analyzer[],
  scope: Scope,
): readonly (readonly Observation[])[] {
  return files.map((file) => {
    checkpoint(scope.signal);
    const view = viewOf(file, bytes);
    if (scope.clock().getTime() > deadline) return [notExamined(file.path)];
    return examineEvery(analyzers, view, scope);
  });
}

function notExamined(path: string): Observation {
  const detail = 'the time for its layer was over before it was searched for secrets and malware';
  return { type: 'gap', location: { path }, reason: 'timed-out', detail };
}

function viewOf(file: SlottedFile, slot: Buffer): FileView {
  const { at, ...facts } = file;
  const content = slot.subarray(at, at + file.size);
  return {
    ...facts,
    bytes: () => content,
    text: () => textOf(content),
    read: (offset, length) => content.subarray(offset, offset + Math.max(0, length)),
  };
}

function textOf(content: Buffer): string {
  const hasMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  return content.toString('utf8', hasMark ? 3 : 0);
}
