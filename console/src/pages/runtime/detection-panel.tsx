import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { Copy, Name, visible } from '../../parts/name.tsx';
import { Facts, Loaded, Section } from '../../parts/page.tsx';
import { SidePanel } from '../../parts/panel.tsx';
import { incidentHref, shortId } from '../../parts/places.ts';
import { ProcessTree } from '../../parts/process-tree.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { WorkloadLink } from '../../parts/where.tsx';
import { numberText } from '../../parts/words.ts';

type Detail = AnswerOf<'readDetection'>;

/** One detection: what it says, why the rule matched, and the processes above it. */
export function DetectionPanel(props: {
  readonly id: string;
  readonly onClose: () => void;
}): ReactNode {
  const read = useRead('readDetection', { params: { id: props.id } });
  const shown = read.data;
  return (
    <SidePanel
      label="Detection"
      onClose={props.onClose}
      head={
        shown === undefined ? (
          <h2>Detection</h2>
        ) : (
          <>
            <div className="row">
              <Severity severity={shown.severity} />
              <Badge>{visible(shown.priority)}</Badge>
              {shown.incomplete ? <Badge tone="unknown">events were lost</Badge> : undefined}
            </div>
            <h2>
              <bdi>{visible(shown.rule)}</bdi>
            </h2>
          </>
        )
      }
      foot={shown === undefined ? undefined : <Links detection={shown} />}
    >
      <Loaded of={read}>{(detection) => <Body detection={detection} />}</Loaded>
    </SidePanel>
  );
}

function Links({ detection }: { readonly detection: Detail }): ReactNode {
  return (
    <>
      {detection.incident === undefined ? undefined : (
        <To className="button first" href={incidentHref(detection.incident)}>
          Open its incident
        </To>
      )}
      <To
        className="button"
        href={addressOf('/runtime', {
          tab: 'events',
          container: detection.container,
          from: String(Math.round(detection.time) - 60_000),
          to: String(Math.round(detection.time) + 60_000),
        })}
      >
        Events around it
      </To>
      <To className="button" href={addressOf('/runtime', { rule: detection.rule })}>
        All of this rule
      </To>
    </>
  );
}

function Body({ detection }: { readonly detection: Detail }): ReactNode {
  return (
    <>
      <p className="command mono">
        <bdi>{visible(detection.output)}</bdi>
      </p>
      <Section title="Where and when">
        <Facts
          facts={[
            [
              'Workload',
              <WorkloadLink key="w" workload={detection.workload} place={detection.place} />,
            ],
            [
              'Container',
              detection.container === undefined ? undefined : (
                <span key="c" className="row tight">
                  <bdi className="mono">{visible(shortId(detection.container))}</bdi>
                  <Copy text={detection.container} what="container id" />
                </span>
              ),
            ],
            ['Host', <Name key="n" text={detection.node} />],
            ['Happened', <Time key="t" at={detection.time} />],
            ['Known here', <Time key="r" at={detection.received} />],
            ['Times', numberText(detection.count)],
            ['Rule', detection.ruleId === undefined ? undefined : visible(detection.ruleId)],
            ['Tags', detection.tags.map(visible).join(', ')],
          ]}
        />
      </Section>
      <Section title="Why it matched">
        {detection.because.length === 0 ? (
          <p className="quiet">The rule gave no reasons.</p>
        ) : (
          <Facts
            facts={detection.because.map(
              (one) => [visible(one.label), <bdi key="t">{visible(one.text)}</bdi>] as const,
            )}
          />
        )}
      </Section>
      {detection.ancestors.length === 0 ? undefined : (
        <Section title="The process and those above it">
          <ProcessTree processes={detection.ancestors} />
        </Section>
      )}
      <Section title="Fields">
        <Facts
          facts={Object.entries(detection.fields)
            .slice(0, 200)
            .map(([name, value]) => [
              visible(name),
              <bdi key="v" className="mono">
                {visible(fieldText(value))}
              </bdi>,
            ])}
        />
      </Section>
    </>
  );
}

function fieldText(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value) ?? '';
}
