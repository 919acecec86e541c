import type { Violation } from '#contract/check.ts';
import type { NodeEvidence } from '#model/node-posture.ts';
import { NodeAnswer, type NodeCondition } from '../answer.ts';
import { type FileRole, isManaged, type NodeFile, type NodeSubject } from '../subject.ts';

const maxReported = 50;

/** What is asked of files: a mode that they must not exceed, where variants of Kubernetes differ. */
export interface ModeLimits {
  readonly most: number;
  /** On nodes of managed clusters and of OpenShift, whose benchmarks allow more. */
  readonly mostManaged?: number;
  readonly mostOpenshift?: number;
}

/** No file of a role may have permission bits beyond a mode. */
export function modeOf(role: FileRole, limits: ModeLimits): NodeCondition {
  return (subject) => {
    const most = limitFor(subject, limits);
    return judgeFiles(subject, role, (file) =>
      (file.mode & 0o777 & ~most) === 0
        ? undefined
        : `${file.path} has mode ${octal(file.mode)}, more than ${octal(most)}`,
    );
  };
}

/** Every file of a role must belong to one of these owners, `user:group`. */
export function ownerOf(
  role: FileRole,
  owners: (subject: NodeSubject) => readonly string[],
): NodeCondition {
  return (subject) => {
    const allowed = owners(subject);
    return judgeFiles(subject, role, (file) =>
      allowed.includes(file.owner)
        ? undefined
        : `${file.path} belongs to ${file.owner}, not to ${allowed.join(' or ')}`,
    );
  };
}

/** The owner that nearly all files of Kubernetes have. */
export function root(): readonly string[] {
  return ['root:root'];
}

/** The user of etcd, and root where the distribution runs etcd as root. */
export function etcdOwner({ variant }: NodeSubject): readonly string[] {
  return variant === 'kubeadm' ? ['etcd:etcd'] : ['etcd:etcd', 'root:root'];
}

function limitFor(
  { variant }: NodeSubject,
  { most, mostManaged = most, mostOpenshift = most }: ModeLimits,
): number {
  if (isManaged(variant)) return mostManaged;
  return variant === 'openshift' ? mostOpenshift : most;
}

function judgeFiles(
  subject: NodeSubject,
  role: FileRole,
  wrong: (file: NodeFile) => string | undefined,
): NodeAnswer {
  const found = subject.files.get(role);
  if (subject.scope === 'object' || found === undefined)
    return NodeAnswer.notApplicable('no files were read');
  const { files, unread, isCut } = found;
  const violations = files.flatMap((file) => violationOf(file, wrong(file)));
  const [first, ...others] = violations.slice(0, maxReported);
  if (first !== undefined) return NodeAnswer.fail(first, ...others);
  const evidence = files.slice(0, 20).map(evidenceOf);
  const [missed] = unread;
  if (missed !== undefined) return NodeAnswer.unknown(`${missed.path} ${missed.why}`, evidence);
  if (isCut) return NodeAnswer.unknown('there are more files than were looked at', evidence);
  if (files.length > 0) return NodeAnswer.pass(evidence);
  return NodeAnswer.notApplicable(nothing(subject, role));
}

function nothing({ variant }: NodeSubject, role: FileRole): string {
  const ofControlPlane = !/^(?:kubelet|proxy|client-ca|cni|azure)/.test(role);
  if (isManaged(variant) && ofControlPlane) return 'the provider runs the control plane';
  return 'there is no such file on this node';
}

function violationOf(file: NodeFile, message: string | undefined): readonly Violation[] {
  if (message === undefined) return [];
  return [
    { message, place: { path: file.path }, identity: file.path, evidence: [evidenceOf(file)] },
  ];
}

function evidenceOf({ path, mode, owner }: NodeFile): NodeEvidence {
  return { label: path, text: `mode ${octal(mode)}, owner ${owner}` };
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(3, '0');
}
