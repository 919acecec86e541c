/** Longer texts of `--help` for Kubernetes, written for 80 columns. */

export const kubeHelp = `
Objects come from files (-f: manifests, directories, Helm charts, Kustomize
directories, what "kubectl get -o yaml" printed) or, without any, from the
cluster of the kubeconfig. Nothing is ever written to a cluster, and values of
Secrets are never asked for.
`;

export const whoCanHelp = `
Examples:
  caisson kube who-can get secrets
  caisson kube who-can create pods/exec -n shop -f k8s/
  caisson kube who-can get /metrics --format json
`;

export const canIHelp = `
Examples:
  caisson kube can-i list secrets --as shop/web -n shop
  caisson kube can-i escalate clusterroles --as alice --as-group devs -f k8s/
`;

export const whatCanHelp = `
Examples:
  caisson kube what-can shop/web
  caisson kube what-can group:devs -f k8s/
`;

export const kubeScanHelp = `
Checks that are off by default: --enable ID (see "caisson checks list").
Comments and annotations accept findings: "caisson help check".

Examples:
  caisson kube scan                                  the cluster of kubectl
  caisson kube scan k8s/ charts/shop
  kubectl get all -A -o yaml | caisson kube scan -
  caisson kube scan --baseline last.json --fail-on 'isNew && severity>=high'
`;

export const networkMapHelp = `
The picture (-o html) is one page that loads nothing: choose a workload in it.

Examples:
  caisson kube network map k8s/
  caisson kube network map -n shop -o html > shop.html
  caisson kube network map k8s/ -o dot | dot -Tsvg > map.svg
`;

export const networkExplainHelp = `
Workloads: shop/web, shop/Deployment/web, web. Outside: internet, 10.0.0.0/8.

Examples:
  caisson kube network explain shop/web shop/db --port 5432 -f k8s/
  caisson kube network explain internet shop/web
`;

export const networkDiffHelp = `
Examples:
  git worktree add /tmp/main main
  caisson kube network diff /tmp/main/k8s k8s --format markdown
`;

export const networkTestHelp = `
A file holds one expectation in each line:
  allow shop/web -> shop/db:5432
  deny * -> shop/db except shop/web
  deny internet -> shop/*

Examples:
  caisson kube network test network.expect -f k8s/
`;

export const policyApplyHelp = `
Policies and objects may stand in the same files. "-o yaml" prints what
mutating policies make of the objects.

Examples:
  caisson policy apply policies/ -f k8s/
  caisson policy apply policies/ --context prod --bound
`;

export const policyTestHelp = `
Examples:
  caisson policy test policies/
`;

export const networkGenerateHelp = `
A flow is one JSON object in a line:
  {"source":"shop/web","target":"shop/db","protocol":"TCP","port":5432}

Examples:
  caisson kube network generate k8s/ > policies.yaml
  caisson kube network generate --flows flows.jsonl -n shop
  caisson kube network what-if k8s/ policies.yaml --flows flows.jsonl
`;

export const policyEvalHelp = `
Examples:
  caisson policy eval "quantity('1500m').isGreaterThan(quantity('1'))"
  caisson policy eval 'object.spec.replicas > 1' -f deployment.yaml
`;

export const kubeNodeHelp = `
Nothing is executed: files, links and /proc are read. "pass" is never said of
what could not be read.

Examples:
  sudo caisson kube node
  caisson kube node /mnt/node --variant rke2 --all
  caisson kube node -o controls > controls.json
`;
