/** Longer texts of `--help` for what runs, written for 80 columns. */

export const watchHelp = `
Needs root (or CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN, CAP_SYS_ADMIN for the sensor
alone); "caisson sensor doctor" says what this kernel can do. Nothing is ever
done to a container unless --respond and a playbook in mode "automatic" say so.

Examples:
  caisson watch                                 everything on this machine
  caisson watch --container web --events        all that one container does
  caisson watch --rules falco_rules.yaml --priority warning -o json
  caisson watch --learn --for 24h               learn what is normal
  caisson watch --drift simulate                what drift prevention would stop
  caisson explain 8K2M4QXB                      why a detection was told
  caisson watch --learn --send https://HUB/api/v1/ingest/runtime
                                                tell all to a platform elsewhere
CAISSON_TOKEN or CAISSON_TOKEN_FILE holds its token, CAISSON_NODE the name of
this machine; what cannot be sent waits on disk.
`;

export const sensorDoctorHelp = `
Each line is tried out, not guessed from the version: programs are loaded and
attached, a control group is made, a file is executed, and all is undone.
`;

export const ruleHelp = `
Rules are written in the language of Falco, unchanged. Files of the public
rules load as they are; keys that only Caisson knows are ignored by Falco.
`;

export const ruleRunHelp = `
Events come from a capture of sysdig or Falco (.scap), from a recording
(caisson watch --record), from JSON lines, or from a Kubernetes audit log.

Examples:
  caisson rule run --events attack.scap
  caisson rule run --events audit.log --rules k8s_audit_rules.yaml -o json
  caisson rule run --events trace.jsonl --condition 'evt.type = execve'
  caisson rule run --events - --condition 'fd.name startswith /etc' \\
    --print '%evt.time %proc.name %fd.name' < trace.jsonl
`;

export const ruleTestHelp = `
A rule is tested by traces beside it: RULE/rule.yaml, RULE/fires/*.jsonl (each
must make it fire) and RULE/quiet/*.jsonl (none may). Or by a file
*.rule-test.yaml: {rules: [FILE], cases: [{name, events, expect: [RULE]}]}.
`;

export const ruleImportHelp = `
Translates Sigma rules for Linux. What cannot be translated is listed with the
reason; author, licence and link stay in the rule.

Example:
  caisson rule import sigma/rules/linux > sigma.yaml
`;

export const profileHelp = `
"caisson watch --learn" learns what each workload does. A dimension begins to
report when enforcing it would cost less than one false alert a day, and may be
enforced below one a week; "caisson profile show" says how far it is.
`;

export const profileExportHelp = `
Examples:
  caisson profile export shop/web --as seccomp > web.seccomp.json
  caisson profile export shop/web --as networkpolicy | kubectl apply -f -
`;

export const respondHelp = `
Every action ends by itself, can be undone, and is recorded before it happens.
Without --yes an action is only planned and shown.

Examples:
  caisson respond quarantine web --ttl 1h --allow 10.0.0.53/32
  caisson respond freeze web --yes
  caisson respond snapshot web --memory --yes
  caisson respond undo 7K2M
`;

export const incidentHelp = `
Examples:
  caisson incident list
  caisson incident show 9F3QK2
  caisson incident show 9F3QK2 -o html > incident.html
  caisson incident close 9F3QK2 --verdict benign --reason "our backup job"
  caisson incident silence 9F3QK2 --for 30d --reason "our backup job"
`;
