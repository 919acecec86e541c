/** Answers about what runs, for people or programs; each is loaded when it is asked for. */
export const renderRuntime = {
  bundleVerdict: () => import('#output/runtime/bundle-verdict.ts'),
  incidents: () => import('#output/runtime/incidents.ts'),
  live: () => import('#output/runtime/live.ts'),
  profiles: () => import('#output/runtime/profiles.ts'),
  responses: () => import('#output/runtime/responses.ts'),
  rules: () => import('#output/runtime/rules.ts'),
  explanation: () => import('#output/runtime/explanation.ts'),
  page: () => import('#output/runtime/incident-page.ts'),
  silences: () => import('#output/runtime/silences.ts'),
  sensor: () => import('#output/runtime/sensor.ts'),
} as const;
