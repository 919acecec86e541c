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
