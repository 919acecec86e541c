import { isCaissonError } from '#kit/error.ts';
import { type Purl, parsePurl } from '#model/purl.ts';

const maxPurlChars = 4096;

/** The parts of a package URL; `undefined` when the text is none. */
export function tryParsePurl(text: string): Purl | undefined {
  if (!text.startsWith('pkg:') || text.length > maxPurlChars) return undefined;
  try {
    return parsePurl(text);
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}
