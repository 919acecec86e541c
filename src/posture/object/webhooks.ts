import { fieldOf, objectsOf, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { isKind } from './kind.ts';

/** One webhook of a configuration. */
export interface Webhook {
  readonly name: string;
  readonly body: JsonObject;
  readonly path: FieldPath;
}

const group = 'admissionregistration.k8s.io';

/** The webhooks of a configuration; none of other kinds. */
export function webhooksOf(object: KubeObject): readonly Webhook[] {
  const kinds = [
    `${group}/ValidatingWebhookConfiguration`,
    `${group}/MutatingWebhookConfiguration`,
  ];
  if (!isKind(object, ...kinds)) return [];
  return objectsOf(fieldOf(object.body, 'webhooks')).map(([at, body]) => ({
    name: textOf(fieldOf(body, 'name')) ?? '',
    body,
    path: ['webhooks', at],
  }));
}

/** Whether its name says that it guards the cluster. */
export function guards({ name }: Webhook, object: KubeObject): boolean {
  return /polic|secur|kyverno|gatekeeper|opa|kubewarden|signature|cosign|sigstore|connaisseur|image|admission|guard|neuvector|stackrox|falco|caisson/i.test(
    `${object.name} ${name}`,
  );
}
