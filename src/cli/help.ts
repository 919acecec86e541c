/** Longer texts of `--help`, written for 80 columns. */

export const rootExamples = `
Examples:
  caisson scan                             this machine
  caisson scan debian:12                   local engines, then the registry
  caisson scan image.tar -o html=out.html  an archive; a report for the browser
  caisson scan . --fail-on high            a source tree, as a gate
  caisson check                            Dockerfiles, pipelines, secrets
  caisson explain CVE-2024-3094            why the last scan found that
  caisson diff shop:1.4 shop:1.5           what changed, and why
  caisson up                               the platform, on 127.0.0.1:7480

Exit codes: 0 ok, 1 denied, 2 usage, 3 incomplete, 4 failed, 5 integrity,
            70 bug, 130 interrupted
`;

export const scanDescription = `Says what is in an image, a tree or an SBOM, what is wrong with it and what to
do. Nothing is unpacked, started or changed. Without a reference: this machine.`;

export const scanHelp = `
References:
  debian:12, name@sha256:…      docker, podman, containerd, then the registry
  image.tar, ./layout, ./tree   what exists at that path; its content decides
  registry: docker: podman: containerd:      only there
  docker-archive: oci-archive: oci-dir:      an image on disk; name the one of
                                several with docker-archive:FILE@name:tag
  dir: rootfs: host: sbom:      a tree, a root file system, this machine, SBOM
  git:                          a repository with all of its history
  container: pid:               what a running container or process sees

Expressions:
  &&  ||  !  ( )  ==  !=  >=  <=  >  <  and 'quoted text', over
  severity  unknown negligible low medium high critical
  tier      P0 P1 P2 P3 P4, most urgent first: tier<=P1
  fixable excepted kev ransomware direct new        yes or no
  epss cvss risk                             numbers: epss>=0.1, cvss>=9
  id package version ecosystem path cwe      text: ecosystem==npm
  kind      vulnerability secret credential malware misconfiguration
            lifecycle license
  part      base application: which part of the image brought it
  state presence exploitation license support vex layer   presence==installed
  age fixage                                 days since published, since fixed
  A severity or a tier alone means: that or worse, unless accepted.

Also understood:
  --mirror <registry=host>      ask this mirror first (repeatable)
  --exit-code <n>               exit with this code in place of 1
  --attached-vex                apply VEX that came with the image, not verified
  --reproducible                leave out times: equal input gives equal bytes
  --json-errors                 write an error as one JSON object
  --skip <kinds>                look for no secrets, credentials, malware,
                                misconfigurations: with commas
  --enable <ids> --disable <ids>  checks, by their ids or those of other tools
  --secret-rules <file>         trivy-secret.yaml, gitleaks.toml … (repeatable)
  --hash-list <file>            digests of known malware (repeatable)
  --yara <rules> --clamd <socket>  show every file to these engines too
  --validate <issuers>          ask them whether a secret still works
  --no-inline-ignores           markers in files accept nothing

Files:
  .caisson-exceptions.yaml .trivyignore[.yaml] .grype.yaml osv-scanner.toml
                                             read from the working directory
  .caisson-licenses.yaml                     the same: licences that are allowed
  .gitleaks.toml .gitleaksignore trivy-secret.yaml .secrets.baseline   the same
  ~/.cache/caisson                           layers, inventories, last reports
  ~/.config/caisson                          keys

Environment:
  CAISSON_DB CAISSON_CACHE_DIR CAISSON_CONFIG_DIR CAISSON_CA CAISSON_OFFLINE
  CAISSON_INSECURE CAISSON_MIRRORS           as the options; lists with commas
  DOCKER_CONFIG REGISTRY_AUTH_FILE           logins, as docker and podman write
  HTTPS_PROXY NO_PROXY NO_COLOR FORCE_COLOR TMPDIR

Exit codes:
  0 ok, 1 denied by --fail-on, 2 usage, 3 incomplete, 4 failed, 5 integrity,
  70 bug, 130 interrupted. The first of 130 70 5 2 4 1 3 that applies is given.

Examples:
  caisson scan debian:12 --severity high --only-fixed
  caisson scan shop.tar -o table -o sarif=shop.sarif -o cyclonedx=shop.cdx.json
  caisson scan registry:registry.local/shop:1.4 --fail-on 'kev || epss>=0.5'
  caisson scan . --fail-on 'severity>=high && fixable && !excepted' --strict
  caisson scan shop:1.5 --baseline shop-1.4.json --fail-on P2
`;

export const explainHelp = `
Examples:
  caisson explain CVE-2024-3094
  caisson explain 8K2M4QXB                 a detection of "caisson watch"
  caisson explain GHSA-35jh-r3h4-6jhm lodash
  caisson explain --report shop.json 4f1c09
`;

export const databaseDescription = `The advisory database. A scan needs none of these: a snapshot comes with the
program, and a newer database takes its place once it was fetched.`;

export const databaseHelp = `
Examples:
  caisson db status                            what is in use and how old it is
  caisson db update                            fetch from OSV's public bucket
  caisson db update oci://registry.local/db:1  from a mirror of your own
  caisson db export --bundle advisories.tar    for a machine without network
  caisson db update advisories.tar             … and there
  caisson db build --from feeds --out new --previous old
  caisson db diff old new                      what came, went and changed
  caisson db mirror https://a.example/db https://b.example/db --to ./mirror
`;

export const completionHelp = `
Examples:
  source <(caisson completion bash)
  source <(caisson completion zsh)
  caisson completion fish > ~/.config/fish/completions/caisson.fish
`;
