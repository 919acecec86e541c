import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';
import { basename } from '#kit/path.ts';

/** Names that Debian, Alpine, Fedora and their kin ship with these bits. */
const usual: ReadonlySet<string> = new Set(
  'su sudo mount umount passwd chsh chfn chage expiry gpasswd newgrp newuidmap newgidmap unix_chkpwd pam_timestamp_check ping ping6 fusermount fusermount3 pkexec polkit-agent-helper-1 dbus-daemon-launch-helper ssh-keysign ssh-agent crontab at wall write bsd-write dotlockfile sg bbsuid utempter userhelper usernetctl grub2-set-bootflag staprun mlocate plocate locate lockfile mail-lock mail-unlock mail-touchlock unix2_chkpwd ksu'.split(
    ' ',
  ),
);

/** One for all that distributions ship so, one for each other. */
export function* evaluate({ files }: ImageSubject): Iterable<Violation> {
  const programs = files.notable.filter(
    ({ type, mode }) => type === 'file' && (mode & 0o6000) !== 0,
  );
  const unusual = programs.filter(({ path }) => !usual.has(basename(path)));
  for (const { path, mode, layer } of unusual)
    yield {
      message: `${path} runs as its ${(mode & 0o4000) !== 0 ? 'owner' : 'group'}, and no distribution ships it so`,
      identity: path,
      severity: 'medium',
      place: { path, ...(layer !== undefined && { layer }) },
    };
  const known = programs.filter(({ path }) => usual.has(basename(path)));
  if (known.length > 0)
    yield {
      message: `${known.length} programs of the distribution run with the rights of their owner or group`,
      identity: 'distribution',
      evidence: known.slice(0, 30).map(({ path }) => ({ label: 'program', text: path })),
      place: { path: known[0]?.path ?? '/' },
    };
}
