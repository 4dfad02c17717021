{{/*
What the chart has in common with the expansion, as JSON: labels, names, types.
*/}}
{{- define "modelservice.facts" -}}
{{ .Files.Get "facts.json" }}
{{- end }}

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
A text made fit for a label: `(list FACTS TEXT)`. msvc-post names children by the same rule.
*/}}
{{- define "modelservice.sanitise" -}}
{{- $names := (first .).names -}}
{{ regexReplaceAll $names.apart (last . | trim | lower) "-" | trimAll $names.ends }}
{{- end }}

{{/*
A name that is not too long; what is longer ends in a hash of the whole: `(list FACTS NAME)`.
*/}}
{{- define "modelservice.cut" -}}
{{- $names := (first .).names -}}
{{- $text := last . -}}
{{- if le (len $text) (int $names.longest) -}}
{{ $text }}
{{- else -}}
{{- $kept := sub (sub $names.longest $names.digits) 1 | int -}}
{{ regexReplaceAll (printf "[%s]+$" $names.ends) (trunc $kept $text) "" }}-{{ sha256sum $text | trunc (int $names.digits) }}
{{- end }}
{{- end }}

{{/*
The name of the ModelService as other names begin with it, uncut: `(list ROOT FACTS)`.
*/}}
{{- define "modelservice.stem" -}}
{{ list (last .) (include "modelservice.name" (first .)) | include "modelservice.sanitise" }}
{{- end }}

{{/*
The name of one child by what its name ends in: `(list ROOT SUFFIX)`.
*/}}
{{- define "modelservice.child" -}}
{{- $facts := include "modelservice.facts" (first .) | fromJson -}}
{{ list $facts (printf "%s-%s" (include "modelservice.stem" (list (first .) $facts)) (last .)) | include "modelservice.cut" }}
{{- end }}

{{/*
The value of the label that every pod of the model has.
*/}}
{{- define "modelservice.modelLabel" -}}
{{- $facts := include "modelservice.facts" . | fromJson -}}
{{- $label := list $facts .Values.routing.modelName | include "modelservice.sanitise" -}}
{{ list $facts ($label | default (include "modelservice.stem" (list . $facts))) | include "modelservice.cut" }}
{{- end }}
