export const upHelp = `
The first start prints a link with a token: whoever opens it becomes the first administrator. There is no
default password. Plain HTTP is spoken on this machine only; for others set tls.certificate and tls.key.

Watching what runs needs root and a kernel from 5.15 on; without it everything else works, and the console
says what is not seen.

Examples:
  $ caisson up                                            http://127.0.0.1:7480
  $ caisson up --kubeconfigs ~/.kube/config               and the cluster of that file
  $ caisson up --store postgres://caisson@db/caisson --bus nats://nats:4222
  $ caisson config show --origin                          every setting, and where it comes from
`;

export const configHelp = `
A setting "a.b" stands in the file as "b" below "a", in the environment as CAISSON_A_B, and CAISSON_A_B_FILE
names a file that holds it. The file is caisson.yaml in ~/.config/caisson, or the one of --config.

Examples:
  $ caisson config show
  $ CAISSON_LISTEN=127.0.0.1:9000 caisson config show --origin
`;

export const backupHelp = `
Examples:
  $ caisson backup caisson-2026-11-22.backup
  $ caisson backup nightly.backup --store postgres://caisson@db/caisson
`;

export const restoreHelp = `
A backup of one database engine can be restored into the other.

Examples:
  $ caisson restore caisson-2026-11-22.backup
  $ caisson restore caisson-2026-11-22.backup --store postgres://caisson@db/caisson
`;

export const remoteHelp = `
CAISSON_URL and CAISSON_TOKEN name the installation, or "caisson remote login" keeps both.

Examples:
  $ caisson remote login https://caisson.example < token
  $ caisson remote overview
  $ caisson remote findings tier=P0 state=open
  $ caisson remote images/17
  $ caisson remote scanImage id=17
  $ caisson remote decideFindings action=acknowledge 'ids=["4711"]'
  $ caisson remote images/17/document format=cyclonedx -O web.cdx.json
`;
