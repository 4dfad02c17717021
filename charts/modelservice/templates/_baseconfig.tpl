{{/*
The base config that values give, as the carrier has it: where it is from, and its data or the text of its ConfigMap.
Nothing when there is none, or when msvc-post has to find it (a reference that no cluster answers).
*/}}
{{- define "modelservice.baseConfig" -}}
{{- include "modelservice.oneBaseConfig" . -}}
{{- if .Values.baseConfig -}}
source: "values: baseConfig"
data:
  {{- include "modelservice.map" .Values.baseConfig | nindent 2 }}
{{- else if .Values.baseConfigFile -}}
{{ dict "source" "values: baseConfigFile" "configMap" .Values.baseConfigFile | include "modelservice.yaml" }}
{{- else if .Values.preset -}}
{{ include "modelservice.preset" . }}
{{- else if (.Values.baseConfigMapRef).name -}}
{{ include "modelservice.referredBaseConfig" . }}
{{- end }}
{{- end }}

{{/*
Fails when values give more than one base config, since nobody could tell which one counts.
*/}}
{{- define "modelservice.oneBaseConfig" -}}
{{- $ref := (.Values.baseConfigMapRef).name -}}
{{- $given := list -}}
{{- range list "baseConfig" "baseConfigFile" "preset" -}}
{{- if get $.Values . -}}{{- $given = append $given . -}}{{- end -}}
{{- end -}}
{{- if $ref -}}{{- $given = append $given "baseConfigMapRef" -}}{{- end -}}
{{- if gt (len $given) 1 -}}
{{- fail (printf "values give more than one base config (%s): keep one of them" (join ", " $given)) -}}
{{- end }}
{{- end }}

{{/*
A base config that the chart ships.
*/}}
{{- define "modelservice.preset" -}}
{{- $text := .Files.Get (printf "presets/%s.yaml" .Values.preset) -}}
{{- if not $text -}}
{{- $names := list -}}
{{- range $path, $_ := .Files.Glob "presets/*.yaml" -}}
{{- $names = append $names (base $path | trimSuffix ".yaml") -}}
{{- end -}}
{{- $known := join ", " (sortAlpha $names) | default "none" -}}
{{- fail (printf "preset %q is not in this chart; presets there are: %s" .Values.preset $known) -}}
{{- end -}}
{{ dict "source" (printf "preset %s" .Values.preset) "configMap" $text | include "modelservice.yaml" }}
{{- end }}

{{/*
The base config of baseConfigMapRef, read from the cluster; nothing where there is no cluster or no such ConfigMap.
*/}}
{{- define "modelservice.referredBaseConfig" -}}
{{- $name := .Values.baseConfigMapRef.name -}}
{{- $namespace := .Values.baseConfigMapRef.namespace | default .Release.Namespace -}}
{{- with lookup "v1" "ConfigMap" $namespace $name -}}
{{- $source := printf "ConfigMap %s/%s (from the cluster)" $namespace $name -}}
{{ dict "source" $source "data" (.data | default dict) | include "modelservice.yaml" }}
{{- end }}
{{- end }}
