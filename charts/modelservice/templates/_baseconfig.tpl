{{/*
The base config that values give, as the carrier has it: where it is from, and its data or the text of its ConfigMap,
then the presets under it, and the layers that a base config of the cluster or of this chart extends, by name.
Nothing when there is none, or when msvc-post has to find it (a reference that no cluster answers).
*/}}
{{- define "modelservice.baseConfig" -}}
{{- include "modelservice.oneBaseConfig" . -}}
{{- $root := . -}}
{{- $base := dict -}}
{{- if .Values.baseConfig -}}
{{- $data := dict -}}
{{- range $key, $value := .Values.baseConfig -}}
{{- if not (kindIs "invalid" $value) -}}{{- $_ := set $data $key (kindIs "slice" $value | ternary (join ", " $value) $value) -}}{{- end -}}
{{- end -}}
{{- $base = dict "source" "values: baseConfig" "data" $data -}}
{{- else if .Values.baseConfigFile -}}
{{- $base = dict "source" "values: baseConfigFile" "configMap" .Values.baseConfigFile -}}
{{- else if (.Values.baseConfigMapRef).name -}}
{{- $ref := .Values.baseConfigMapRef -}}
{{- $base = include "modelservice.looked" (list $ref.name ($ref.namespace | default .Release.Namespace)) | fromYaml -}}
{{- end -}}
{{- $under := list -}}
{{- range (kindIs "slice" .Values.preset | ternary .Values.preset (list .Values.preset)) -}}
{{- if . -}}{{- $under = append $under (include "modelservice.preset" (list $root .) | fromYaml) -}}{{- end -}}
{{- end -}}
{{- if and $under (not $base) (not (.Values.baseConfigMapRef).name) -}}
{{- $base = last $under -}}
{{- $under = initial $under -}}
{{- end -}}
{{- $layers := dict -}}
{{- range (concat (list $base) $under) -}}
{{- include "modelservice.layers" (dict "root" $root "base" . "layers" $layers) -}}
{{- end -}}
{{- if $base -}}
{{ include "modelservice.baseConfigOf" $base }}
{{- end }}
{{- if $under }}
under:
  {{- range $under }}
  - {{ include "modelservice.baseConfigOf" . | nindent 4 | trim }}
  {{- end }}
{{- end }}
{{- if $layers }}
layers:
  {{- range $name, $layer := $layers }}
  {{ $name | quote }}:
    {{- include "modelservice.baseConfigOf" $layer | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{/*
One base config as YAML: its data written as text, or the ConfigMap that it is.
*/}}
{{- define "modelservice.baseConfigOf" -}}
{{- if hasKey . "data" -}}
source: {{ .source | quote }}
data:
  {{- include "modelservice.map" .data | nindent 2 }}
{{- else -}}
{{ include "modelservice.yaml" . }}
{{- end }}
{{- end }}

{{/*
What a base config extends is put into `layers` by name, where this chart or the cluster has it: {root, base, layers}.
*/}}
{{- define "modelservice.layers" -}}
{{- $here := . -}}
{{- $data := .base.data | default dict -}}
{{- $namespace := .base.namespace | default .root.Release.Namespace -}}
{{- with .base.configMap -}}
{{- if contains "extends" . -}}{{- $data = (fromYaml .).data | default dict -}}{{- end -}}
{{- end -}}
{{- range splitList "," ($data.extends | default "" | toString | replace "\n" "," | replace "[" "" | replace "]" "") -}}
{{- $name := trim . | trimPrefix "- " | trim | trimAll "\"'" -}}
{{- if and $name (not (hasKey $here.layers $name)) -}}
{{- $layer := dict -}}
{{- if hasPrefix "preset/" $name -}}
{{- $layer = include "modelservice.preset" (list $here.root (trimPrefix "preset/" $name)) | fromYaml -}}
{{- else -}}
{{- $parts := splitList "/" (contains "/" $name | ternary $name (printf "%s/%s" $namespace $name)) -}}
{{- $layer = include "modelservice.looked" (list (last $parts) (first $parts)) | fromYaml -}}
{{- end -}}
{{- if $layer -}}
{{- $_ := set $here.layers $name $layer -}}
{{- include "modelservice.layers" (dict "root" $here.root "base" $layer "layers" $here.layers) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Fails when values give more than one base config, since nobody could tell which one counts.
*/}}
{{- define "modelservice.oneBaseConfig" -}}
{{- $ref := (.Values.baseConfigMapRef).name -}}
{{- $given := list -}}
{{- range list "baseConfig" "baseConfigFile" -}}
{{- if get $.Values . -}}{{- $given = append $given . -}}{{- end -}}
{{- end -}}
{{- if $ref -}}{{- $given = append $given "baseConfigMapRef" -}}{{- end -}}
{{- if gt (len $given) 1 -}}
{{- fail (printf "values give more than one base config (%s): keep one of them" (join ", " $given)) -}}
{{- end }}
{{- end }}

{{/*
A base config that the chart ships: `(list ROOT NAME)`.
*/}}
{{- define "modelservice.preset" -}}
{{- $root := first . -}}
{{- $name := last . -}}
{{- $text := $root.Files.Get (printf "presets/%s.yaml" $name) -}}
{{- if not $text -}}
{{- $names := list -}}
{{- range $path, $_ := $root.Files.Glob "presets/*.yaml" -}}
{{- $names = append $names (base $path | trimSuffix ".yaml") -}}
{{- end -}}
{{- $known := join ", " (sortAlpha $names) | default "none" -}}
{{- fail (printf "preset %q is not in this chart; presets there are: %s" $name $known) -}}
{{- end -}}
{{ dict "source" (printf "preset %s" $name) "configMap" $text | include "modelservice.yaml" }}
{{- end }}

{{/*
A ConfigMap of the cluster as a base config, `(list NAME NAMESPACE)`; nothing where there is no cluster, or no such one.
*/}}
{{- define "modelservice.looked" -}}
{{- $namespace := last . -}}
{{- with lookup "v1" "ConfigMap" $namespace (first .) -}}
{{- $source := printf "ConfigMap %s/%s (from the cluster)" $namespace .metadata.name -}}
{{ dict "source" $source "namespace" $namespace "data" (.data | default dict) | toYaml }}
{{- end }}
{{- end }}
