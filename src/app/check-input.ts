import type { CheckedFile } from '#contract/check.ts';
import { Directories, filesBelow, readPart, siblingsOf, type TreeFile } from './file-tree.ts';

/** A text that stands for a file: what an editor has open. */
export interface NamedText {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** See `CheckedFile`. */
  readonly rendered?: CheckedFile['rendered'];
  /** What was rendered together; texts of different units are different applications. */
  readonly unit?: string;
}

/** A file to look at: read when somebody wants it. */
export interface CheckInput {
  readonly path: string;
  readonly size: number;
  readonly rendered?: CheckedFile['rendered'];
  readonly unit?: string;
  /** Up to 4 KiB. */
  head(): Uint8Array;
  content(): Uint8Array;
  sibling(relativePath: string): Uint8Array | undefined;
  /** See `CheckedFile`. */
  readonly again?: () => Uint8Array | undefined;
}

const headBytes = 4096;
/** Up to here a file is read once, whoever wants how much of it. */
const smallBytes = 65_536;
const maxSiblingBytes = 2 ** 20;

/** The files of some paths, in path order, and texts. Throws what `filesBelow` throws. */
export function* inputsOf(
  paths: readonly (string | NamedText)[],
  directory: string,
  options: { readonly everything: boolean },
): Generator<TreeFile | NamedText> {
  for (const path of paths)
    if (typeof path === 'string') yield* filesBelow([path], directory, options);
    else yield path;
}

/** How a file or text is read; `directories` is shared by those that are read one after another. */
export function inputOf(file: TreeFile | NamedText, directories: Directories): CheckInput {
  if ('bytes' in file) return inputOfText(file);
  const { path, absolute, size } = file;
  let whole: Uint8Array | undefined;
  function content(): Uint8Array {
    whole ??= readPart(absolute, size);
    return whole;
  }
  return {
    path,
    size,
    head: () =>
      (size <= smallBytes ? content() : readPart(absolute, headBytes)).subarray(0, headBytes),
    content,
    sibling: siblingsOf(file, maxSiblingBytes, directories),
    again: rereader(file),
  };
}

/**
 * Reads a file once more, however often: it keeps nothing of it. That the file is gone meanwhile shows as a place without a line, no
 * more.
 */
export function rereader({ absolute, size }: TreeFile): () => Uint8Array | undefined {
  return () => {
    try {
      return readPart(absolute, size);
    } catch {
      return undefined;
    }
  };
}

function inputOfText({ path, bytes, rendered, unit }: NamedText): CheckInput {
  return {
    path,
    ...(rendered && { rendered }),
    ...(unit !== undefined && { unit }),
    size: bytes.length,
    head: () => bytes.subarray(0, headBytes),
    content: () => bytes,
    sibling: () => undefined,
  };
}
