import type { ReactNode } from 'react';
import { Name, visible } from './name.tsx';
import { placeText, workloadHref } from './places.ts';
import { To } from './to.tsx';

/** Name and place of a workload on two lines, for grids. */
export function WhereCell(props: {
  readonly name: string | undefined;
  readonly place: {
    readonly cluster?: string | undefined;
    readonly namespace?: string | undefined;
  };
  readonly node?: string;
}): ReactNode {
  const place = placeText(props.place);
  return (
    <div className="two">
      <bdi title={visible(props.name ?? '')}>{visible(props.name ?? 'the host itself')}</bdi>
      <bdi>{visible(place === '' ? (props.node ?? '') : place)}</bdi>
    </div>
  );
}

/** A link to a workload with its place behind it. */
export function WorkloadLink(props: {
  readonly workload: { readonly id: string; readonly name: string } | undefined;
  readonly place?: {
    readonly cluster?: string | undefined;
    readonly namespace?: string | undefined;
  };
}): ReactNode {
  const { workload } = props;
  if (workload === undefined) return <span className="quiet">no workload is known</span>;
  const place = placeText(props.place ?? {});
  return (
    <span className="row tight">
      <To href={workloadHref(workload.id)}>
        <Name text={workload.name} tail={10} />
      </To>
      {place === '' ? undefined : <bdi className="small quiet">{visible(place)}</bdi>}
    </span>
  );
}
