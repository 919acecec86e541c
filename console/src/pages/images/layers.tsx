import type { ReactNode } from 'react';
import { Badge, Tally } from '../../parts/badges.tsx';
import { Digest, visible } from '../../parts/name.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { bytesText, countOf } from '../../parts/words.ts';
import type { ImageDetail } from './image-detail.ts';

/** Layers as they were stacked, each with the step that made it and what came with it. */
export function Layers({ image }: { readonly image: ImageDetail }): ReactNode {
  if (image.layers.length === 0)
    return image.scanned === undefined ? (
      <EmptyState reason="nothing-scanned" />
    ) : (
      <EmptyState
        reason="nothing-found"
        title="No layers are known"
        text="The scan told of no layers: an inventory that was sent has none, or the image is empty."
      />
    );
  const biggest = Math.max(1, ...image.layers.map((layer) => layer.sizeBytes ?? 0));
  return (
    <ol className="layers">
      {image.layers.map((layer) => (
        <li key={layer.number} className="layer card" data-part={layer.part}>
          <span className="layer-number">{layer.number}</span>
          <div className="stack">
            <code className="layer-step">{visible(layer.createdBy ?? 'no step is stated')}</code>
            <div className="row">
              {layer.part === undefined ? undefined : (
                <Badge tone={layer.part === 'base' ? 'negligible' : 'accent'}>{layer.part}</Badge>
              )}
              <To
                href={addressOf(`/images/${encodeURIComponent(image.id)}`, {
                  tab: 'components',
                  layer: String(layer.number),
                })}
              >
                {countOf(layer.components, 'component')}
              </To>
              <Tally counts={layer.findings} />
              <span className="quiet small">
                <Digest text={layer.diffId} />
              </span>
            </div>
          </div>
          <LayerSize bytes={layer.sizeBytes} biggest={biggest} />
        </li>
      ))}
    </ol>
  );
}

function LayerSize(props: {
  readonly bytes: number | undefined;
  readonly biggest: number;
}): ReactNode {
  if (props.bytes === undefined)
    return <span className="quiet small layer-size">size unknown</span>;
  return (
    <span className="layer-size">
      <span className="number small">{bytesText(props.bytes)}</span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" fill="var(--sunken)" />
        <rect width={(100 * props.bytes) / props.biggest} height="6" fill="var(--line-strong)" />
      </svg>
    </span>
  );
}
