/** Repositories: name, tag, namespace, and from where they are reachable. */
export const repositories = [
  ['registry.example/shop/checkout', '2.14.0', 'shop', 'internet'],
  ['registry.example/shop/web', '5.3.1', 'shop', 'internet'],
  ['registry.example/shop/catalogue', '1.9.0', 'shop', 'cluster'],
  ['registry.example/payments/ledger', '0.42.7', 'payments', 'cluster'],
  [
    'registry.example/payments/fraud-scoring-service-with-a-very-long-name',
    '2026-11-20-build.4711',
    'payments',
    'isolated',
  ],
  ['registry.example/platform/gateway', '3.0.2', 'platform', 'internet'],
  ['docker.io/library/nginx', '1.25.1', 'platform', 'internet'],
  ['docker.io/library/postgres', '15.4', 'platform', 'cluster'],
  ['docker.io/library/redis', '7.2.1', 'shop', 'cluster'],
  ['quay.io/prometheus/prometheus', 'v2.47.0', 'monitoring', 'cluster'],
  ['ghcr.io/team/batch', 'main', 'data', 'unknown'],
  ['registry.example/legacy/java-portal', '8', 'legacy', 'internet'],
] as const;
