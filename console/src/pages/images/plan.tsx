import type { ReactNode } from 'react';
import { Copy, visible } from '../../parts/name.tsx';
import { countOf } from '../../parts/words.ts';
import type { ImageDetail } from './image-detail.ts';

/** What to do about the image, the most effective first. */
export function Plan({ image }: { readonly image: ImageDetail }): ReactNode {
  if (image.plan.length === 0)
    return (
      <p className="quiet">
        {image.scanned === undefined
          ? 'Known after its scan.'
          : 'Nothing that is known would close a finding.'}
      </p>
    );
  return (
    <ol className="stack">
      {image.plan.slice(0, 5).map((step) => (
        <li key={step.title}>
          <details>
            <summary>
              <bdi>{visible(step.title)}</bdi>
            </summary>
            {step.commands.map((command) => (
              <div className="row tight" key={command}>
                <pre className="command grow">{visible(command)}</pre>
                <Copy text={command} what="command" />
              </div>
            ))}
          </details>
          <span className="small quiet">closes {countOf(step.removes, 'finding')}</span>
        </li>
      ))}
    </ol>
  );
}
