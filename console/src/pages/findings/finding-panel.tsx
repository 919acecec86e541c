import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useMay, useRead } from '../../api/hooks.ts';
import { Badge, Exposure, Severity, Tier, Usage } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { Copy, Name, visible } from '../../parts/name.tsx';
import { Facts, Loaded, Section } from '../../parts/page.tsx';
import { SidePanel } from '../../parts/panel.tsx';
import { Time } from '../../parts/time.tsx';
import { TimelineList } from '../../parts/timeline.tsx';
import { Outside, To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { capital, percentText, wordOf } from '../../parts/words.ts';
import type { Wish } from './bulk-bar.tsx';
import { Factors } from './factors.tsx';
import { Due } from './finding-columns.tsx';
import { LoadedWhere } from './loaded-where.tsx';

type Detail = AnswerOf<'readFinding'>;

/** Everything about one finding: the sentence first, then what to do, then why. */
export function FindingPanel(props: {
  readonly id: string;
  readonly onClose: () => void;
  readonly onWish: (wish: Wish) => void;
}): ReactNode {
  const read = useRead('readFinding', { params: { id: props.id } });
  const finding = read.data;
  return (
    <SidePanel
      label="Finding"
      onClose={props.onClose}
      head={finding === undefined ? <h2>Finding</h2> : <Head finding={finding} />}
      foot={finding === undefined ? undefined : <Acts finding={finding} onWish={props.onWish} />}
    >
      <Loaded of={read} lines={12}>
        {(answer) => <Body finding={answer} />}
      </Loaded>
    </SidePanel>
  );
}

function Head({ finding }: { readonly finding: Detail }): ReactNode {
  return (
    <>
      <div className="row">
        <Tier tier={finding.tier} />
        <Severity severity={finding.severity} />
        {finding.exploited ? <Badge tone="critical">known exploited</Badge> : undefined}
        {finding.state === 'open' ? undefined : <Badge tone="accent">{finding.state}</Badge>}
      </div>
      <h2>
        <bdi>{visible(finding.rule)}</bdi>: <bdi>{visible(finding.title)}</bdi>
      </h2>
    </>
  );
}

function Body({ finding }: { readonly finding: Detail }): ReactNode {
  return (
    <>
      <p className="lead">
        <bdi>{visible(finding.sentence)}</bdi>
      </p>
      <Fix finding={finding} />
      <Section title="Why this tier">
        <Factors factors={finding.factors} score={finding.score} />
      </Section>
      <Section title="Where it runs, and whether it was loaded there">
        <LoadedWhere workloads={finding.workloads} />
      </Section>
      <Section title="What it is">
        <Summary finding={finding} />
      </Section>
      <Evidence finding={finding} />
      <Elsewhere finding={finding} />
      <Section title="History">
        <TimelineList items={finding.history} />
      </Section>
    </>
  );
}

function Fix({ finding }: { readonly finding: Detail }): ReactNode {
  return (
    <Section title="What to do">
      {finding.fix.length === 0 && finding.fixedVersion === undefined ? (
        <p className="quiet">
          No fix is known. An exception can end by itself as soon as there is one.
        </p>
      ) : undefined}
      {finding.fixedVersion === undefined ? undefined : (
        <p>
          Fixed in <bdi className="mono strong">{visible(finding.fixedVersion)}</bdi>
        </p>
      )}
      {finding.fix.map((line) => (
        <div className="row tight" key={line}>
          <pre className="command grow">{visible(line)}</pre>
          <Copy text={line} what="command" />
        </div>
      ))}
    </Section>
  );
}

function Summary({ finding }: { readonly finding: Detail }): ReactNode {
  const { component, asset } = finding;
  return (
    <Facts
      facts={[
        ['Kind', wordOf(finding.kind)],
        ['In', <AssetLink key="a" asset={asset} />],
        [
          'Component',
          component === undefined ? undefined : (
            <Name key="c" text={component.purl} canCopy mono tail={24} />
          ),
        ],
        ['Loaded', <Usage key="u" usage={finding.usage} />],
        ['Reachable', <Exposure key="e" exposure={finding.exposure} />],
        ['EPSS', finding.epss === undefined ? undefined : percentText(finding.epss)],
        ['Due', <Due key="d" finding={finding} />],
        [
          'Owner',
          finding.owner === undefined ? 'nobody' : <bdi key="o">{visible(finding.owner)}</bdi>,
        ],
        [
          'Seen',
          <span key="s">
            <Time at={finding.firstSeen} />, last <Time at={finding.lastSeen} />
          </span>,
        ],
        [
          'Exception',
          finding.exception === undefined ? undefined : (
            <To key="x" href={addressOf('/exceptions', { open: finding.exception })}>
              of this finding
            </To>
          ),
        ],
        ['Also called', finding.aliases.map(visible).join(', ')],
        ['Fingerprint', <Name key="f" text={finding.fingerprint} canCopy mono />],
      ]}
    />
  );
}

function AssetLink({ asset }: { readonly asset: Detail['asset'] }): ReactNode {
  const href =
    asset.kind === 'image'
      ? `/images/${encodeURIComponent(asset.id)}`
      : addressOf('/findings', { asset: asset.id });
  return (
    <To href={href}>
      <Name text={asset.name} tail={20} />
    </To>
  );
}

function Evidence({ finding }: { readonly finding: Detail }): ReactNode {
  if (finding.evidence.length + finding.locations.length === 0) return undefined;
  return (
    <Section title="Evidence">
      <Facts
        facts={finding.evidence.map(
          (one) => [capital(visible(one.label)), <bdi key="t">{visible(one.text)}</bdi>] as const,
        )}
      />
      {finding.locations.map((place) => (
        <div className="row tight" key={`${place.path} ${place.line ?? ''}`}>
          <Name text={place.path} mono canCopy tail={26} />
          <span className="quiet small">
            {place.layer === undefined ? '' : `layer ${place.layer}`}
            {place.line === undefined ? '' : ` line ${place.line}`}
          </span>
        </div>
      ))}
    </Section>
  );
}

function Elsewhere({ finding }: { readonly finding: Detail }): ReactNode {
  if (finding.links.length === 0) return undefined;
  return (
    <Section title="Elsewhere">
      <ul className="stack">
        {finding.links.map((link) => (
          <li key={link}>
            <Outside href={link} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Acts(props: {
  readonly finding: Detail;
  readonly onWish: (wish: Wish) => void;
}): ReactNode {
  const { finding, onWish } = props;
  const mayDecide = useMay('finding.decide');
  const mayExcept = useMay('exception.request');
  const aim = { ids: [finding.id], version: finding.version };
  return (
    <>
      {mayExcept ? (
        <Button kind="first" onPress={() => onWish({ kind: 'except', findings: [finding] })}>
          Exception
        </Button>
      ) : undefined}
      {mayDecide ? (
        <>
          <Button
            onPress={() =>
              onWish({ kind: finding.state === 'open' ? 'acknowledge' : 'reopen', ...aim })
            }
          >
            {finding.state === 'open' ? 'Acknowledge' : 'Reopen'}
          </Button>
          <Button onPress={() => onWish({ kind: 'assign', ...aim })}>Assign</Button>
          <Button onPress={() => onWish({ kind: 'comment', ...aim })}>Comment</Button>
        </>
      ) : undefined}
    </>
  );
}
