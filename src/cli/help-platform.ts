export const upHelp = `
The first start prints a link with a token: whoever opens it becomes the first
administrator. There is no default password. Plain HTTP is spoken on this
machine only; for others set tls.certificate and tls.key.

Watching what runs needs root and a kernel from 5.15 on; without it everything
else works, and the console says what is not seen. Ctrl-C or SIGTERM stops it
in order, with exit code 0.

Examples:
  $ caisson up                          http://localhost:7480
  $ caisson up --kubeconfigs ~/.kube/config         and the cluster of that file
  $ caisson up --store postgres://caisson@db/caisson --bus nats://nats:4222
  $ caisson config show --origin        every setting, and where it comes from
`;

export const configHelp = `
A setting "a.b" stands in the file as "b" below "a", in the environment as
CAISSON_A_B, and CAISSON_A_B_FILE names a file that holds it. The file is
caisson.yaml in ~/.config/caisson, or the one of --config. Some can also be
changed in the console: that counts more than the file, and less than the
environment and options.

Examples:
  $ caisson config show
  $ CAISSON_LISTEN=127.0.0.1:9000 caisson config show --origin
`;

export const backupHelp = `
The key (platform/key in the state, or key-file) is not in it: keep a copy of it
elsewhere. Without it the secrets of destinations and registries have to be
entered again, and the audit log cannot be verified.

Examples:
  $ caisson backup caisson-2026-11-22.backup
  $ caisson backup nightly.backup --store postgres://caisson@db/caisson
`;

export const restoreHelp = `
A backup of one database engine can be restored into the other.

Examples:
  $ caisson restore caisson-2026-11-22.backup
  $ caisson restore nightly.backup --store postgres://caisson@db/caisson
`;

export const remoteHelp = `
CAISSON_URL and CAISSON_TOKEN name the installation, or "caisson remote login"
keeps both.

Examples:
  $ caisson remote login https://caisson.example < token
  $ caisson remote overview
  $ caisson remote findings tier=P0 state=open
  $ caisson remote images/17
  $ caisson remote scanImage id=17
  $ caisson remote decideFindings action=acknowledge 'ids=["4711"]'
  $ caisson remote images/17/document format=cyclonedx -O web.cdx.json
`;

export const reportHelp = `
Examples:
  $ caisson remote listReports
  $ caisson remote readReportFile id=REPORT -O september.json
  $ caisson report verify september.json --key sha256:…
`;

export const verifyHelp = `
Without a key a good signature only says that nothing was changed since; who
signed it is printed. The id of a key is the digest of its public part.

Exit codes: 0 it is what was signed, 5 it is not, or another key signed it.

Examples:
  $ caisson report verify september.json
  $ caisson report verify september.json --key public.pem
`;
