import { actionAnswers } from './action-answers.ts';
import type { Answers } from './answer.ts';
import { assetAnswers } from './asset-answers.ts';
import { complianceAnswers } from './compliance-answers.ts';
import { detectionAnswers, makeDetection } from './detection-answers.ts';
import { makeEstate } from './estate.ts';
import { eventAnswers } from './event-answers.ts';
import { exceptionAnswers } from './exception-answers.ts';
import { findingAnswers } from './finding-answers.ts';
import { healthAnswers } from './health-answers.ts';
import { hostAnswers } from './host-answers.ts';
import { incidentAnswers } from './incident-answers.ts';
import { networkAnswers } from './network-answers.ts';
import { overviewAnswers } from './overview-answers.ts';
import { ruleAnswers } from './rule-answers.ts';
import { makeIncident } from './seed-incidents.ts';
import { sessionAnswers } from './session-answers.ts';
import { settingsAnswers } from './settings-answers.ts';
import { userAnswers } from './user-answers.ts';
import { workloadAnswers } from './workload-answers.ts';

/**
 * Answers of all operations that have a seed, the same for the same time; what is decided and done changes what is read
 * afterwards.
 */
export function answersOf(now: number): Answers {
  const estate = makeEstate(now);
  const detections = Array.from({ length: 46 }, (_, at) => makeDetection(now, at));
  const incidents = ['100', '101', '102', '103'].map((id, at) =>
    makeIncident({ now, id, at, detections }),
  );
  return {
    ...findingAnswers(estate),
    ...exceptionAnswers(estate, now),
    ...assetAnswers(estate),
    ...overviewAnswers(estate, now),
    ...settingsAnswers(now),
    ...sessionAnswers(now),
    ...userAnswers(now),
    ...detectionAnswers(now, detections),
    ...eventAnswers(now),
    ...incidentAnswers(now, incidents),
    ...actionAnswers(
      now,
      incidents,
      incidents.flatMap((one) => one.actions),
    ),
    ...ruleAnswers(now),
    ...workloadAnswers(now),
    ...hostAnswers(now),
    ...networkAnswers(now),
    ...complianceAnswers(),
    ...healthAnswers(now),
  };
}
