import type { ReactNode } from 'react';
import { Badge } from './badges.tsx';
import { visible } from './name.tsx';
import { Time } from './time.tsx';

/** A process as incidents and detections have it. */
export interface TreeProcess {
  readonly pid: number;
  readonly parentPid?: number | undefined;
  readonly name: string;
  readonly commandLine: string;
  readonly exePath: string;
  readonly uid: number;
  readonly start: number;
  readonly rules: readonly string[];
}

const deepest = 24;

/** Processes under their parents; those that a rule was about are marked. Loops and gaps of hostile data end the branch. */
export function ProcessTree(props: { readonly processes: readonly TreeProcess[] }): ReactNode {
  const pids = new Set(props.processes.map((process) => process.pid));
  const children = Map.groupBy(props.processes, (process) =>
    process.parentPid !== undefined &&
    process.parentPid !== process.pid &&
    pids.has(process.parentPid)
      ? process.parentPid
      : undefined,
  );
  return (
    <div className="tree">
      <Branch of={undefined} children_={children} depth={0} />
    </div>
  );
}

function Branch(props: {
  readonly of: number | undefined;
  readonly children_: ReadonlyMap<number | undefined, readonly TreeProcess[]>;
  readonly depth: number;
}): ReactNode {
  const processes = props.children_.get(props.of) ?? [];
  if (processes.length === 0 || props.depth > deepest) return undefined;
  return (
    <ul>
      {processes.map((process) => (
        <li key={`${process.pid} ${process.start}`}>
          <OneProcess process={process} />
          <Branch of={process.pid} children_={props.children_} depth={props.depth + 1} />
        </li>
      ))}
    </ul>
  );
}

function OneProcess({ process }: { readonly process: TreeProcess }): ReactNode {
  return (
    <>
      <div className="process">
        <bdi className="strong">{visible(process.name)}</bdi>
        <span className="quiet small">
          pid {process.pid} · uid {process.uid} · <Time at={process.start} />
        </span>
        {process.rules.map((rule) => (
          <Badge key={rule} tone="high">
            {visible(rule)}
          </Badge>
        ))}
      </div>
      <bdi className="mono small quiet line">{visible(process.commandLine || process.exePath)}</bdi>
    </>
  );
}
