import type { Platform } from '#model/artifact.ts';

/** Which image of an archive to open, and how to call it. */
export interface ImageRequest {
  /** What the person named. */
  readonly reference: string;
  /** The scheme it was read through. */
  readonly source: string;
  /** A name of the image inside the archive; needed only where there are several. */
  readonly selector?: string;
  readonly platform?: Platform | undefined;
  /** Names of the image that the caller knows better than the archive does. */
  readonly names?: readonly string[];
}
