import type { FileView } from '#contract/source.ts';
import { linesOf } from '../lines.ts';
import { withoutLogin } from './address.ts';

/** Addresses in `/etc/apk/repositories` (apk-repositories(5)), without the tags of pinned ones. */
export function* apkRepositories(file: FileView): Iterable<string> {
  for (const line of linesOf(file.text())) {
    const address = /^\s*(?:@\S{1,64}\s+)?([a-z]{2,8}:\/\/[^\s#]{1,500})/.exec(line)?.[1];
    if (address !== undefined) yield withoutLogin(address);
  }
}
