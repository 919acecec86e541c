import { createHash } from 'node:crypto';
import type { TarFile } from './sample-image.ts';

/** `admin` with yescrypt, as crypt(5) writes it. */
const yescryptOfAdmin = '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$U9UxR4nlxJR6RYds8q2nfUO3NjkfW12EtgsQ0/AQWP4';

/** What an image has, and what a scan must say of it, as `rule path`. */
export const weakFiles: readonly (readonly [
  name: string,
  files: readonly TarFile[],
  wanted: RegExp,
])[] = [
  [
    'an account whose password is its name',
    [
      {
        path: 'etc/passwd',
        content: 'root:x:0:0::/root:/bin/sh\nadmin:x:1000:1000::/home:/bin/sh\n',
      },
      { path: 'etc/shadow', content: `root:*:19000::::::\nadmin:${yescryptOfAdmin}:19000::::::\n` },
    ],
    /^CSN-CRED-\d{4} \/etc\/shadow$/,
  ],
  [
    'Redis without protection',
    [
      { path: 'etc/redis/redis.conf', content: 'bind 0.0.0.0\nprotected-mode no\nport 6379\n' },
      { path: 'usr/bin/redis-server', content: '\x7fELF', mode: '755' },
    ],
    /^CSN-CRED-\d{4} \/etc\/redis\/redis\.conf$/,
  ],
  [
    'PostgreSQL that trusts everybody',
    [
      {
        path: 'var/lib/postgresql/data/pg_hba.conf',
        content: 'local all all trust\nhost all all 0.0.0.0/0 trust\n',
      },
      { path: 'usr/lib/postgresql/15/bin/postgres', content: '\x7fELF', mode: '755' },
    ],
    /^CSN-CRED-\d{4} \/var\/lib\/postgresql\/data\/pg_hba\.conf$/,
  ],
  [
    'the test file of virus scanners',
    [
      {
        path: 'srv/sample.com',
        // In parts, so that no scanner takes this file for it.
        content: [
          'X5O!P%@AP[4\\PZX54(P^)7CC)7}$',
          'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!',
          '$H+H*',
        ].join(''),
      },
    ],
    /^CSN-MAL-\d{4} \/srv\/sample\.com$/,
  ],
];

const installed = 'what the package installed\n';

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** A small Debian with one package of two programs, one of which somebody changed. */
export const alteredFiles: readonly TarFile[] = [
  {
    path: 'etc/os-release',
    content: 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
  },
  {
    path: 'var/lib/dpkg/status',
    content:
      'Package: tools\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\nMaintainer: a <a@b.c>\nDescription: tools\n',
  },
  {
    path: 'var/lib/dpkg/info/tools.list',
    content: '/.\n/usr\n/usr/bin\n/usr/bin/altered\n/usr/bin/intact\n',
  },
  {
    path: 'var/lib/dpkg/info/tools.md5sums',
    content: `${md5(installed)}  usr/bin/altered\n${md5(installed)}  usr/bin/intact\n`,
  },
  { path: 'usr/bin/altered', content: 'somebody changed it\n', mode: '755' },
  { path: 'usr/bin/intact', content: installed, mode: '755' },
];
