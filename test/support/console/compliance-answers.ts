import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, ApiFault } from './answer.ts';

const framework = {
  id: 'cis-docker',
  name: 'CIS Docker Benchmark',
  version: '1.6.0',
  passed: 61,
  failed: 14,
  partial: 5,
  manual: 22,
  unknown: 9,
  percent: 76.3,
  coverage: 72,
};

/** Frameworks and their controls. */
export function complianceAnswers(): Answers {
  return {
    listFrameworks: () => ({
      items: [
        framework,
        {
          ...framework,
          id: 'nsa-kubernetes',
          name: 'NSA/CISA Kubernetes Hardening',
          version: '1.2',
          percent: 88,
          coverage: 94,
          failed: 6,
        },
        {
          ...framework,
          id: 'nist-800-190',
          name: 'NIST SP 800-190',
          version: '2017',
          percent: 97,
          coverage: 31,
          failed: 1,
          unknown: 40,
        },
      ],
    }),
    readFramework: ({ params }) => {
      if (params.id === 'none') throw new ApiFault(404, 'input.not-found', 'it is not there');
      return { ...framework, id: params.id, controls: controls() };
    },
  };
}

function controls(): AnswerOf<'readFramework'>['controls'] {
  const results = ['pass', 'fail', 'partial', 'manual', 'unknown'] as const;
  return Array.from({ length: 25 }, (_, at) => {
    const result = results[at % results.length] ?? 'unknown';
    return {
      id: `${4 + Math.floor(at / 10)}.${1 + (at % 10)}`,
      title:
        [
          'A user for the container has been created',
          'Images are scanned and rebuilt',
          'Privileged containers are not used',
          'Content trust is enabled',
          'Sensitive host directories are not mounted',
        ][at % 5] ?? '',
      result,
      failing: result === 'fail' ? 1 + at : 0,
      checked: result === 'manual' ? 0 : 40,
      evidence:
        result === 'manual'
          ? []
          : [
              { label: 'Images', text: '40 of 42 were looked at' },
              { label: 'Check', text: 'CAI-IMG-0003' },
            ],
      findings:
        result === 'fail'
          ? [{ id: '3', title: 'Runs as root', asset: 'registry.example/shop/checkout:2.14.0' }]
          : [],
      automated: result !== 'manual',
    };
  });
}
