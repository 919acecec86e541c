import type { ReactNode } from 'react';
import { PageHead } from '../parts/page.tsx';
import { To } from '../parts/to.tsx';

/** For addresses that no page has. */
export function NotFound(): ReactNode {
  return (
    <div className="page">
      <PageHead
        title="No such page"
        about="This address leads nowhere. It may be from an older version."
      />
      <p>
        <To href="/">To the first page</To>
      </p>
    </div>
  );
}
