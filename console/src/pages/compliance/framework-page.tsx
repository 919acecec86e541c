import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import type { Filter } from '../../parts/facet.ts';
import { FilteredList } from '../../parts/filtered-list.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Loaded, PageHead } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { To } from '../../parts/to.tsx';
import { usePathPart, useView } from '../../parts/view.ts';
import { percentText } from '../../parts/words.ts';
import { Control } from './control.tsx';
import { Share, ShareBar } from './share-bar.tsx';
import './compliance.css';

type Framework = AnswerOf<'readFramework'>;
const filter: Filter = {
  search: 'Number or title',
  facets: [
    {
      name: 'result',
      title: 'Result',
      values: ['fail', 'partial', 'unknown', 'manual', 'pass'],
      words: {
        fail: 'Failed',
        partial: 'Partly',
        unknown: 'Not seen',
        manual: 'By hand',
        pass: 'Passed',
      },
    },
  ],
};

/** Controls of one framework, each with its evidence and what fails it. */
export function Page(): ReactNode {
  const id = usePathPart('id');
  const read = useRead('readFramework', { params: { id } });
  return (
    <div className="page">
      <Loaded of={read} lines={14}>
        {(framework) => <Shown framework={framework} />}
      </Loaded>
    </div>
  );
}

function Shown({ framework }: { readonly framework: Framework }): ReactNode {
  const view = useView();
  const results = view.many('result');
  const wanted = (view.one('q') ?? '').toLowerCase();
  const controls = framework.controls.filter(
    (one) =>
      (results.length === 0 || results.includes(one.result)) &&
      `${one.id} ${one.title}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <PageHead
        title={visible(framework.name)}
        above={<To href="/compliance">Compliance</To>}
        about={`Version ${visible(framework.version)}. ${percentText(framework.coverage / 100)} of what its controls are about was looked at.`}
      />
      <Card>
        <Share framework={framework} />
        <ShareBar framework={framework} />
      </Card>
      <FilteredList filter={filter} counts={{ result: countsOf(framework) }}>
        <Card>
          {controls.length === 0 ? <EmptyState reason="filter-too-narrow" /> : undefined}
          <div>
            {controls.map((control) => (
              <Control key={control.id} control={control} />
            ))}
          </div>
        </Card>
      </FilteredList>
    </>
  );
}

function countsOf({ controls }: Framework): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(controls, (one) => one.result)].map(([result, of]) => [result, of.length]),
  );
}
