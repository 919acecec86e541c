import { type FileHandle, open } from 'node:fs/promises';
import type { Detection } from '#model/detection.ts';
import { detectionToJson, lineOf } from './live-json.ts';

/**
 * Appends detections as JSON lines, a batch whole or not at all: what a full disk cut is taken back, so that it can be sent
 * again. The file is opened for each batch, as it may have been rotated.
 */
export function toFile(path: string): (batch: readonly Detection[]) => Promise<void> {
  return async (batch) => {
    const text = batch.map((one) => `${lineOf(detectionToJson(one))}\n`).join('');
    const file = await open(path, 'a', 0o600);
    try {
      await append(file, text);
    } finally {
      await file.close();
    }
  };
}

async function append(file: FileHandle, text: string): Promise<void> {
  const before = await file.stat();
  try {
    await file.appendFile(text);
  } catch (error) {
    if (before.isFile()) await file.truncate(before.size);
    throw error;
  }
}
