import type { Violation } from '#contract/check.ts';
import { subjectOf } from '#pipeline/check/parts.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import { jobsIn } from '#pipeline/system/job.ts';
import { entryOf, stringsOf } from '#pipeline/yaml-access.ts';

const whole = /^(?:\.\/?|\*|\*\*|\.\/\*{1,2}|\$\{?CI_PROJECT_DIR\}?\/?(?:\*{1,2})?)$/;
const secret =
  /(?:^|\/)(?:\.env(?:\.[\w-]+)?|\.git|\.ssh|\.aws|\.docker|\.kube|\.npmrc|\.netrc|\.pypirc|kubeconfig|id_[a-z0-9]+|terraform\.tfstate|[^/]*\.(?:pem|key|p12|pfx|jks|tfvars))\/?$/i;

/** Paths of artifacts that are the whole checkout, or files of secrets. */
export function* evaluate(subject: PipelineSubject): Iterable<Violation> {
  for (const job of jobsIn(subject, 'gitlab')) {
    const artifacts = entryOf(job.node, 'artifacts')?.value;
    for (const { value, range } of stringsOf(entryOf(artifacts, 'paths')?.value)) {
      const what = whole.test(value) ? 'the whole checkout' : value;
      if (what !== value || secret.test(value))
        yield { message: `the artifacts hold ${what}`, range, ...subjectOf(job) };
    }
  }
}
