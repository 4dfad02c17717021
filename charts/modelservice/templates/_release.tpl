{{/*
A map as YAML, exactly. What Helm's toYaml would lose or change without a word is an error: bytes that are no UTF-8,
control characters, and the line breaks that only Unicode knows. So is what Helm takes out of all that it renders.
*/}}
{{- define "modelservice.yaml" -}}
{{- range $key, $value := . -}}
{{- if regexMatch "[\\x{7f}-\\x{9f}\\x{2028}\\x{2029}\\x{fffd}-\\x{ffff}]" (printf "%s %v" $key $value) -}}
{{- fail (printf "%s holds an invisible character that YAML cannot carry (or is not saved as UTF-8)" $key) -}}
{{- end -}}
{{- if contains `\u003cno value\u003e` (toJson (list $key $value)) -}}
{{- fail (printf "%s holds the text <no value>, which Helm takes out of all that it renders: write another text" $key) -}}
{{- end -}}
{{- end -}}
{{ toYaml . }}
{{- end }}

{{/*
Fails for a number, at any depth, of more digits than a float of 64 bits keeps: Helm has already changed it. Called with
`(list PATH VALUE)`.
*/}}
{{- define "modelservice.exact" -}}
{{- $path := first . -}}
{{- $value := last . -}}
{{- if kindIs "map" $value -}}
{{- range $key, $item := $value -}}{{- include "modelservice.exact" (list (print $path "." $key) $item) -}}{{- end -}}
{{- else if kindIs "slice" $value -}}
{{- range $index, $item := $value -}}{{- include "modelservice.exact" (list (printf "%s[%d]" $path $index) $item) -}}{{- end -}}
{{- else if kindIs "float64" $value -}}
{{- if gt (mulf $value $value) 8.112963841460668e31 -}}
{{- fail (printf "%s: Helm keeps 15 digits of a number, and reads %s here: put it in quotes" (trimPrefix "." $path) (toJson $value)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A map of strings without those a later values file took back with null.
*/}}
{{- define "modelservice.map" -}}
{{- $kept := dict -}}
{{- range $key, $value := . -}}
{{- if not (kindIs "invalid" $value) -}}{{- $_ := set $kept $key $value -}}{{- end -}}
{{- end -}}
{{ include "modelservice.yaml" $kept }}
{{- end }}

{{/*
Labels for the metadata of every child: what Helm users expect, then the user's own.
*/}}
{{- define "modelservice.labels" -}}
{{- $chart := printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc (int (include "modelservice.facts" . | fromJson).names.longest) | trimSuffix "-" -}}
{{- $labels := dict "helm.sh/chart" $chart "app.kubernetes.io/managed-by" .Release.Service -}}
{{- $_ := set $labels "app.kubernetes.io/name" .Chart.Name -}}
{{- $_ = set $labels "app.kubernetes.io/instance" .Release.Name -}}
{{- $_ = set $labels "app.kubernetes.io/version" .Chart.AppVersion -}}
{{ include "modelservice.map" .Values.labels | fromYaml | mergeOverwrite $labels | toYaml }}
{{- end }}
