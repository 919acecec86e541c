import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { ByteSource } from './byte-source.ts';
import type { Executable } from './executable.ts';

/** A program as the readers of build information see it. */
export interface Program {
  readonly source: ByteSource;
  readonly executable: Executable;
  readonly location: Location;
  readonly scope: Scope;
}

/** A file that lies inside a program, as readers of single files want it. `name` follows the path after `!/`. */
export function fileInside({ location }: Program, name: string, content: Uint8Array): FileView {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  return {
    path: `${location.path}!/${name}`,
    ...(location.layer && { layer: location.layer }),
    size: bytes.length,
    mode: 0o644,
    bytes: () => bytes,
    text: () => bytes.toString('utf8').replace(/^\ufeff/, ''),
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** Says that a part of the program is of a kind that is not read. */
export function unsupported({ location }: Program, detail: string): Gap {
  return { type: 'gap', location, reason: 'unsupported', detail };
}
