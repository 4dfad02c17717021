{{/*
The name of the ModelService, from which every child's name is made.
*/}}
{{- define "modelservice.name" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride }}
{{- else if .Values.nameOverride -}}
{{ .Release.Name }}-{{ .Values.nameOverride }}
{{- else -}}
{{ .Release.Name }}
{{- end }}
{{- end }}

{{/*
A text made fit for a label: msvc-post names children by the same rule.
*/}}
{{- define "modelservice.sanitise" -}}
{{ regexReplaceAll "[^a-z0-9-]+" (trim . | lower) "-" | trimAll "-._" }}
{{- end }}

{{/*
A name in at most 63 characters; what is longer ends in a hash of the whole.
*/}}
{{- define "modelservice.cut" -}}
{{- if le (len .) 63 -}}
{{ . }}
{{- else -}}
{{ regexReplaceAll "[-._]+$" (trunc 54 .) "" }}-{{ sha256sum . | trunc 8 }}
{{- end }}
{{- end }}

{{/*
The name of one child: `include "modelservice.child" (list $ "decode")`.
*/}}
{{- define "modelservice.child" -}}
{{- $stem := include "modelservice.name" (first .) | include "modelservice.sanitise" -}}
{{ printf "%s-%s" $stem (last .) | include "modelservice.cut" }}
{{- end }}

{{/*
The value of the label that every pod of the model has.
*/}}
{{- define "modelservice.modelLabel" -}}
{{- $label := include "modelservice.sanitise" .Values.routing.modelName -}}
{{ $label | default (include "modelservice.name" . | include "modelservice.sanitise") | include "modelservice.cut" }}
{{- end }}
