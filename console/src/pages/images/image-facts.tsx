import type { ReactNode } from 'react';
import { Badge } from '../../parts/badges.tsx';
import { Digest, Name, visible } from '../../parts/name.tsx';
import { Card, Facts } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { bytesText } from '../../parts/words.ts';
import type { ImageDetail } from './image-detail.ts';

/** Where an image comes from, and how it starts. */
export function ImageFacts({ image }: { readonly image: ImageDetail }): ReactNode {
  return (
    <div className="columns">
      <Card title="Origin">
        <Facts
          facts={[
            [
              'Names',
              image.names.map((name) => (
                <div key={name}>
                  <Name text={name} canCopy tail={24} />
                </div>
              )),
            ],
            [
              'Manifest',
              image.manifest === undefined ? undefined : <Digest key="m" text={image.manifest} />,
            ],
            ['Base', image.base === undefined ? undefined : <Name key="b" text={image.base} />],
            ['System', image.os],
            [
              'Signature',
              <Badge key="s" tone={image.signed === 'verified' ? 'good' : 'unknown'}>
                {image.signed}
              </Badge>,
            ],
            ['Made', <Time key="c" at={image.created} none="not stated" />],
            ['First seen', <Time key="f" at={image.firstSeen} />],
            ['Size', image.sizeBytes === undefined ? undefined : bytesText(image.sizeBytes)],
            [
              'Advisories',
              image.database === undefined
                ? undefined
                : `${image.database.build}, built ${image.database.builtAt}`,
            ],
          ]}
        />
      </Card>
      <Starts configuration={image.configuration} />
    </div>
  );
}

function Starts({
  configuration,
}: {
  readonly configuration: ImageDetail['configuration'];
}): ReactNode {
  return (
    <Card title="How it starts">
      <Facts
        facts={[
          [
            'User',
            configuration.user === undefined || configuration.user === ''
              ? 'root (none is set)'
              : visible(configuration.user),
          ],
          ['Entry point', <code key="e">{visible(configuration.entrypoint.join(' '))}</code>],
          ['Command', <code key="c">{visible(configuration.command.join(' '))}</code>],
          ['Ports', configuration.ports.map(visible).join(', ')],
          ...Object.entries(configuration.labels)
            .slice(0, 40)
            .map(([key, value]) => [visible(key), <bdi key={key}>{visible(value)}</bdi>] as const),
        ]}
      />
    </Card>
  );
}
