import { type ReactNode, useState } from 'react';
import { type RowOf, useAct, useMay, useRows } from '../../api/hooks.ts';
import { Badge, Exposure, Tally, type Tone } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { alarmColumn, bareColumn, column, numberColumn } from '../../parts/columns.tsx';
import { DataGrid } from '../../parts/data-grid.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { type Filter, isFiltered, singleFacets } from '../../parts/facet.ts';
import { TextField } from '../../parts/fields.tsx';
import { FilteredList } from '../../parts/filtered-list.tsx';
import type { GridColumn } from '../../parts/grid-columns.ts';
import { ImageName, visible } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page.tsx';
import { NoRows } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useGo, useSort, useView } from '../../parts/view.ts';
import { countOf } from '../../parts/words.ts';

type Image = RowOf<'listImages'>;
const sorts = ['risk', '-risk', 'name', '-name', 'scanned', '-scanned', 'seen', '-seen'] as const;
const filter: Filter = {
  search: 'Name of an image',
  facets: [
    { name: 'scan', title: 'Scan', values: ['scanned', 'waiting', 'scanning', 'failed', 'never'] },
  ],
  flags: [['running', 'Runs now']],
  others: [
    { name: 'running', title: 'Runs now', values: ['true'], words: { true: 'yes' } },
    ...singleFacets('repository'),
  ],
};

const columns: readonly GridColumn<Image>[] = [
  bareColumn('Image', (row) => <ImageCell image={row} />, {
    width: 240,
    grow: 3,
    priority: 1,
    sort: 'name',
  }),
  column(
    'Open findings',
    (row) => <Tally counts={row.findings} isKnown={row.scanned !== undefined} />,
    {
      width: 190,
      grow: 2,
      priority: 1,
      sort: 'risk',
    },
  ),
  numberColumn('Running', (row) => row.running, { width: 78, priority: 2 }),
  column('Reachable from', (row) => <Exposure exposure={row.exposure} />, {
    width: 112,
    priority: 3,
    label: 'Reachable',
  }),
  alarmColumn('Gaps', (row) => row.gaps, { width: 60, priority: 2, tone: 'medium' }),
  column('Scanned', (row) => <ScanState image={row} />, {
    width: 130,
    priority: 2,
    sort: 'scanned',
  }),
];

/** Images that are known, the most dangerous first. */
export function Page(): ReactNode {
  const view = useView();
  const sorting = useSort(sorts);
  const query = {
    q: view.one('q'),
    scan: view.many('scan'),
    repository: view.one('repository'),
    sort: sorting.sort,
    ...(view.one('running') === 'true' ? { running: 'true' as const } : {}),
  };
  const rows = useRows('listImages', { query });
  const go = useGo();
  return (
    <div className="page">
      <PageHead
        title="Images"
        about={
          rows.total === undefined
            ? undefined
            : `${countOf(rows.total, 'image')}, the most dangerous first.`
        }
      >
        <ScanButton />
      </PageHead>
      <FilteredList filter={filter} fresh={{ kinds: ['asset.'], reads: ['listImages'] }}>
        <DataGrid
          label="Images"
          columns={columns}
          rows={rows}
          {...sorting}
          onOpen={(image) => go(`/images/${encodeURIComponent(image.id)}`)}
          empty={<NoRows isFiltered={isFiltered(view, filter)} reason="nothing-scanned" />}
        />
      </FilteredList>
    </div>
  );
}

function ImageCell({ image }: { readonly image: Image }): ReactNode {
  return (
    <div className="two">
      <span className="strong">
        <ImageName text={image.name} />
      </span>
      <span>
        <bdi>{visible(image.os ?? 'unknown system')}</bdi> ·{' '}
        {countOf(image.components, 'component')}
      </span>
    </div>
  );
}

/** When it was scanned, or why it is not. */
export function ScanState({
  image,
}: {
  readonly image: Pick<Image, 'scan' | 'scanned' | 'scanError'>;
}): ReactNode {
  const tones: Readonly<Record<string, Tone>> = {
    failed: 'critical',
    never: 'medium',
    waiting: 'low',
    scanning: 'accent',
  };
  if (image.scan === 'scanned') return <Time at={image.scanned} />;
  return (
    <span title={visible(image.scanError ?? '')}>
      <Badge tone={tones[image.scan] ?? 'unknown'}>{image.scan}</Badge>
    </span>
  );
}

function ScanButton(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  if (!useMay('asset.scan')) return undefined;
  return (
    <>
      <Button kind="first" icon="plus" onPress={() => setOpen(true)}>
        Scan an image
      </Button>
      {isOpen ? <ScanDialog onClose={() => setOpen(false)} /> : undefined}
    </>
  );
}

function ScanDialog(props: { readonly onClose: () => void }): ReactNode {
  const [reference, setReference] = useState('');
  const act = useAct('addScan', ['listImages']);
  return (
    <FormDialog
      title="Scan an image"
      problem={act.error}
      onClose={props.onClose}
      submit="Scan"
      isBusy={act.isPending}
      isReady={reference.trim() !== ''}
      onSubmit={() =>
        act.mutate(
          { body: { reference: reference.trim() } },
          {
            onSuccess: () => {
              tell('It waits for its scan; you can go on.');
              props.onClose();
            },
          },
        )
      }
    >
      <TextField
        label="Image"
        value={reference}
        onChange={setReference}
        isRequired
        shouldFocus
        placeholder="registry.example/team/app:1.2"
        help="Of a registry, or of the engine of this machine."
      />
    </FormDialog>
  );
}
