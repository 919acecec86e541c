import { expect, test } from 'vitest';
import { alignLines } from './align.ts';

const template = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ include "name" . }}
  annotations:
    {{- toYaml .Values.annotations | nindent 4 }}
spec:
  template:
    spec:
      containers:
        - name: exporter
          image: {{ .Values.image }}
          {{- with .Values.securityContext }}
          securityContext:
            {{- toYaml . | nindent 12 }}
          {{- end }}
        {{- if .Values.proxy }}
        - name: proxy
          image: {{ .Values.proxyImage }}
        {{- end }}
      hostNetwork: {{ .Values.hostNetwork }}
      hostPID: {{ .Values.hostPID }}
{{- end }}
`;
const made = `# Source: x
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: release
  annotations:
    image: other
    hostPID: "no"
spec:
  template:
    spec:
      containers:
        - name: exporter
          image: a:1
          securityContext:
            readOnlyRootFilesystem: true
      hostNetwork: true
      hostPID: true
`;

test('lines of values do not lead the lines behind them astray', () => {
  const lines = alignLines(made, template);
  function at(text: string): number | undefined {
    return lines.lineOf(made.split('\n').indexOf(text) + 1);
  }

  expect(at('kind: DaemonSet')).toBe(3);
  expect(at('  name: release')).toBe(5);
  expect(at('        - name: exporter')).toBe(12);
  expect(at('          image: a:1')).toBe(13);
  expect(at('      hostNetwork: true')).toBe(22);
  expect(at('      hostPID: true')).toBe(23);
});

test('a block of values stands where it is put in', () => {
  const lines = alignLines(made, template);

  expect(
    lines.lineOf(made.split('\n').indexOf('            readOnlyRootFilesystem: true') + 1),
  ).toBe(15);
});

test('what has nothing in common with the template has no lines', () => {
  expect(alignLines('a: 1\n', 'b: 2\n').lineOf(1)).toBeUndefined();
});
