import { plural } from '#kit/text.ts';
import type { RemediationAction } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';
import { actionFindings, actionRemarks, findingsByFingerprint, planNote } from '../plan-words.ts';
import { formatTiers } from '../summary.ts';
import { codeSpan } from './markup.ts';

/** The plan as a numbered list: each action with what it removes and what to type. */
export function* planLines(report: ScanReport, most = 8): Generator<string> {
  const { plan } = report;
  if (plan === undefined || plan.actions.length === 0) return;
  const findings = findingsByFingerprint(report);
  yield `\n### Do first: ${planNote(plan)}\n\n`;
  for (const [index, action] of plan.actions.slice(0, most).entries()) {
    const removed = formatTiers(actionFindings(action, findings));
    const removes = `removes ${plural(action.removes.length, 'finding')}${removed === '' ? '' : ` (${removed})`}`;
    yield `${index + 1}. ${codeSpan(action.title, 200)}: ${removes}\n`;
    yield* actionDetail(action);
  }
  const hidden = plan.actions.length - most;
  if (hidden > 0) yield `\nand ${plural(hidden, 'more action')}\n`;
}

function* actionDetail(action: RemediationAction): Generator<string> {
  for (const command of action.commands.slice(0, 4)) yield `   - ${codeSpan(command, 300)}\n`;
  const remarks = actionRemarks(action);
  if (remarks.length > 0) yield `   - ${codeSpan(remarks.join(' · '), 400)}\n`;
}
