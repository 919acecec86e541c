import type { Analyzer } from '#contract/analyzer.ts';

const maxAccounts = 1000;

/** Names and numbers of accounts, so that the user of an image is known whatever it is called (passwd(5)). */
export const accountsAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'hardening/accounts',
  revision: 1,
  title: 'accounts',
  claims: [{ path: '/etc/passwd' }],
  *analyze(file) {
    const values: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const line of file.text().split('\n').slice(0, maxAccounts)) {
      const [name = '', , uid = '', gid = '', , , shell = ''] = line.split(':');
      if (/^[A-Za-z0-9_.@-]{1,64}\$?$/.test(name) && isNumber(uid) && isNumber(gid))
        values[name] = `${uid}:${gid}:${shell.trim().slice(0, 200)}`;
    }
    yield { type: 'fact', location: { path: file.path }, topic: 'accounts', values };
  },
};

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}
