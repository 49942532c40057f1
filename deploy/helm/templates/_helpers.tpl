{{/* All helpers take a dict: root (the chart's context), name and service (one entry of .Values.services). */}}

{{- define "onefront.fullname" -}}
{{- printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "onefront.selector" -}}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "onefront.labels" -}}
{{ include "onefront.selector" . }}
app.kubernetes.io/name: onefront
app.kubernetes.io/part-of: onefront
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "onefront.image" -}}
{{- printf "%s/%s:%s" .root.Values.image.repository (dig "image" .name (.service | default dict)) (.root.Values.image.tag | default .root.Chart.AppVersion) -}}
{{- end }}

{{/* One secret entry. Dict: entry, secret, optional. */}}
{{- define "onefront.secretEntry" -}}
- name: {{ .entry }}
  valueFrom:
    secretKeyRef:
      name: {{ required (printf "the Secret that holds %s has no name" .entry) .secret }}
      key: {{ .entry }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end }}

{{/* The config map of the installation under that of the service; what is empty is left out. */}}
{{- define "onefront.plainEnv" -}}
{{- $config := merge (deepCopy (.service.config | default dict)) .root.Values.config -}}
{{- range $entry := keys $config | sortAlpha }}
{{- $value := get $config $entry }}
{{- if ne (toString $value) "" }}
- name: {{ $entry }}
  value: {{ toString $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* How to reach Kafka beyond the plain entries. Dict as above; `service.kafkaSecret` wins over the installation's. */}}
{{- define "onefront.kafkaEnv" -}}
{{- $config := merge (deepCopy (.service.config | default dict)) .root.Values.config -}}
{{- $_ := required "config.KAFKA_BROKERS is empty: the chart runs on Kafka only" $config.KAFKA_BROKERS -}}
{{- if $config.KAFKA_SASL_MECHANISM }}
{{ include "onefront.secretEntry" (dict "entry" "KAFKA_SASL_PASSWORD" "secret" (.service.kafkaSecret | default .root.Values.kafka.existingSecret)) }}
{{- end }}
{{- if .root.Values.kafka.caSecret }}
- name: KAFKA_SSL_CA
  value: /etc/onefront/kafka/{{ .root.Values.kafka.caKey }}
{{- end }}
{{- end }}

{{/* The whole environment of a service. `databaseSecret` (optional) replaces the Secret of DATABASE_URL. */}}
{{- define "onefront.env" -}}
{{- $service := .service -}}
{{- $root := .root -}}
{{- $databaseSecret := .databaseSecret -}}
- name: STAGE
  value: production
- name: INSTANCE_ID
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: NODE_OPTIONS
  value: --max-old-space-size={{ div (mul (int $service.memoryMi) 3) 4 }}
- name: METRICS_PORT
  value: {{ $root.Values.ports.metrics | quote }}
{{- if $service.http }}
- name: HTTP_PORT
  value: {{ $root.Values.ports.http | quote }}
{{- end }}
{{- include "onefront.plainEnv" . }}
{{- include "onefront.kafkaEnv" . }}
{{- range $entry, $target := $service.calls }}
- name: {{ $entry }}
  value: http://{{ include "onefront.fullname" (dict "root" $root "name" $target) }}:{{ $root.Values.ports.http }}
{{- end }}
{{- range $entry := $service.secrets }}
{{ include "onefront.secretEntry" (dict "entry" $entry "secret" (ternary ($databaseSecret | default $service.existingSecret) $service.existingSecret (eq $entry "DATABASE_URL"))) }}
{{- end }}
{{- range $entry := $service.optionalSecrets }}
{{ include "onefront.secretEntry" (dict "entry" $entry "secret" $service.existingSecret "optional" true) }}
{{- end }}
{{- if $service.keyring }}
{{ include "onefront.secretEntry" (dict "entry" "KEYRING_DATABASE_URL" "secret" $root.Values.keyring.existingSecret) }}
{{ include "onefront.secretEntry" (dict "entry" "KEYRING_PEPPER" "secret" $root.Values.keyring.existingSecret) }}
{{- end }}
{{- end }}

{{- define "onefront.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* What every pod of ours has, of services and of jobs. */}}
{{- define "onefront.podCommon" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
  {{- if .root.Values.kafka.caSecret }}
  - name: kafka-ca
    secret:
      secretName: {{ .root.Values.kafka.caSecret }}
  {{- end }}
{{- end }}

{{- define "onefront.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .root.Values.kafka.caSecret }}
- name: kafka-ca
  mountPath: /etc/onefront/kafka
  readOnly: true
{{- end }}
{{- end }}

{{- define "onefront.resources" -}}
requests:
  cpu: {{ .service.cpu | default "100m" }}
  memory: {{ .service.memoryMi }}Mi
limits:
  memory: {{ .service.memoryMi }}Mi
{{- end }}
