import type { KernelInterest } from '#contract/runtime.ts';

/** Files of interpreters: what they open is what they load. */
export const interpreterInterest: KernelInterest = {
  calls: ['connect', 'accept', 'accept4'],
  opens: {
    writes: false,
    reads: 'listed',
    prefixes: [
      '/usr/lib/python',
      '/usr/local/lib/python',
      '/usr/lib/node_modules',
      '/usr/local/lib/node_modules',
      '/usr/share/nodejs',
      '/usr/lib/nodejs',
      '/app/node_modules',
      '/usr/src/app/node_modules',
      '/opt/app/node_modules',
      '/home/node/app/node_modules',
      '/srv/app/node_modules',
      '/usr/lib/ruby',
      '/var/lib/gems',
      '/usr/local/bundle',
      '/usr/share/php',
      '/var/www/html/vendor',
      '/app/vendor',
      '/opt/venv',
      '/venv',
      '/app/.venv',
    ],
  },
  failures: false,
  scope: 'containers',
  network: { dns: true, sni: false, http: false },
  uring: false,
  strict: false,
};
