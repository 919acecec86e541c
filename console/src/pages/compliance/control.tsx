import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { Badge, type Tone } from '../../parts/badges.tsx';
import { Icon } from '../../parts/icon.tsx';
import { visible } from '../../parts/name.tsx';
import { Facts } from '../../parts/page.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { capital, numberText } from '../../parts/words.ts';

type ControlFacts = AnswerOf<'readFramework'>['controls'][number];

const results: Readonly<Record<string, readonly [Tone, string, string]>> = {
  pass: ['good', '✓ passed', 'Everything that was looked at meets it.'],
  fail: ['critical', '✕ failed', 'Something that was looked at does not meet it.'],
  partial: [
    'low',
    '◐ partly',
    'Well as far as it was seen: not all was looked at, or an exception covers a part.',
  ],
  manual: [
    'negligible',
    '✎ by hand',
    'No program can judge this; somebody has to look and write it down.',
  ],
  unknown: ['unknown', '? not seen', 'Nothing of what it is about was looked at yet.'],
};

/** One control: its result at once, its evidence when it is opened. */
export function Control({ control }: { readonly control: ControlFacts }): ReactNode {
  const [tone, word, about] = results[control.result] ?? (['unknown', control.result, ''] as const);
  return (
    <details className="control">
      <summary>
        <Icon name="right" size={12} />
        <bdi className="mono">{visible(control.id)}</bdi>
        <span>
          <Badge tone={tone}>{word}</Badge>
        </span>
        <bdi className="strong">{visible(control.title)}</bdi>
        <span className="small quiet">{tallyOf(control)}</span>
      </summary>
      <div className="control-body stack">
        <p>{about}</p>
        <Facts
          facts={control.evidence.map(
            (one) => [capital(visible(one.label)), <bdi key="t">{visible(one.text)}</bdi>] as const,
          )}
        />
        {control.evidence.length === 0 ? (
          <p className="quiet">There is no evidence for it here.</p>
        ) : undefined}
        <ul className="stack">
          {control.findings.map((finding, at) => (
            <li key={`${at} ${finding.id}`}>
              <To href={addressOf('/findings', { open: finding.id })}>
                <bdi>{visible(finding.title)}</bdi>
              </To>{' '}
              <bdi className="quiet line-wrap">{visible(finding.asset)}</bdi>
            </li>
          ))}
        </ul>
        {control.failing > control.findings.length ? (
          <p className="quiet">and {numberText(control.failing - control.findings.length)} more</p>
        ) : undefined}
      </div>
    </details>
  );
}

function tallyOf(control: ControlFacts): string {
  if (!control.automated) return 'by hand';
  if (control.checked === 0) return 'nothing checked';
  return control.failing === 0
    ? `${numberText(control.checked)} checked`
    : `${numberText(control.failing)} of ${numberText(control.checked)} fail`;
}
