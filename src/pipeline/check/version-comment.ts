import type { Reference } from '../model.ts';

/** The version of a reference: the tag itself, of a commit id what the comment behind it says. */
export function versionOf({ version, pinned, comment }: Reference): string | undefined {
  if (pinned !== 'digest') return version;
  return versionIn(comment?.value ?? '');
}

/** The first version that a comment names: `v4.2.2`, `tag=v1`, `4`. */
export function versionIn(text: string): string | undefined {
  return /(?:^|[\s=@/])(v?\d{1,9}(?:\.\d{1,9}){0,3}(?:-[0-9A-Za-z.]{1,40})?)(?=$|[\s,;)])/.exec(
    text.slice(0, 300),
  )?.[1];
}
