import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { countOf, numberText } from '../../parts/words.ts';

const pauseMs = 4000;
/** Below so many images that were scanned, a page is still new to its reader: its orders may come by themselves. */
const firstFew = 20;

/** While images wait for their first scan: how far it is. The page fills by itself meanwhile; afterwards this is gone. */
export function ScanProgress(props: {
  readonly assets: AnswerOf<'readOverview'>['assets'];
}): ReactNode {
  const { images, scanned } = props.assets;
  const busy = useRead('listImages', {
    query: { scan: ['waiting', 'scanning'], limit: 1, sort: 'risk' },
  });
  const waiting = busy.data?.items.length ?? 0;
  const isScanning = waiting > 0 && scanned < images;
  useReadAgain(isScanning || images === 0, scanned < firstFew);
  if (images === 0) return <Looking />;
  if (!isScanning) return undefined;
  return (
    <div className="notice" data-tone="low" role="status">
      <div className="stack wide">
        <span>
          <b>
            {numberText(scanned)} of {countOf(images, 'image')} scanned
          </b>
          . Findings appear here as scans end.{' '}
          <To href={addressOf('/images', { scan: ['waiting', 'scanning'] })}>See what waits</To>
        </span>
        <progress className="scan-progress" max={images} value={scanned} aria-label="Scanned" />
      </div>
    </div>
  );
}

function Looking(): ReactNode {
  return (
    <div className="notice" data-tone="low" role="status">
      <span>
        Looking for what runs on this machine. Nothing shown after a minute?{' '}
        <To href="/coverage">Coverage</To> says what cannot be seen and why; an image can also be
        scanned by its name under <To href="/images">Images</To>.
      </span>
    </div>
  );
}

/** Reads the figures anew while something is under way; what to do first only while it is new, as lists do not move under the hand. */
function useReadAgain(isBusy: boolean, isNew: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setInterval(() => {
      for (const name of ['readOverview', 'listImages', ...(isNew ? ['readFixFirst'] : [])])
        void client.invalidateQueries({ queryKey: [name] });
    }, pauseMs);
    return () => clearInterval(timer);
  }, [isBusy, isNew, client]);
}
