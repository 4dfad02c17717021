{{/*
What the operator and the API server left in the objects, written so that taking them over changes nothing: the empty
affinity of a role's pods, the version of each fieldRef, the defaults of a route.
*/}}
{{- define "CHART.operatorDefaults" -}}
{{- $model := . -}}
{{- range $section, $key := $model.facts.pods -}}
{{- range $object := get $model.objects $key | default list -}}
{{- $pod := (($object.spec).template).spec -}}
{{- if kindIs "map" $pod -}}
{{- if and (has $section $model.facts.roles) (not (hasKey $pod "affinity")) -}}{{- $_ := set $pod "affinity" dict -}}{{- end -}}
{{- include "CHART.fieldRefs" $pod -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $route := get $model.objects "httpRoute" | default list -}}
{{- include "CHART.fillDefaults" (dict "value" $route.spec "tree" $model.facts.routeDefaults) -}}
{{- end -}}
{{- end }}

{{/*
The version of each fieldRef in a value, at any depth.
*/}}
{{- define "CHART.fieldRefs" -}}
{{- $value := . -}}
{{- if kindIs "slice" $value -}}
{{- range $value -}}{{- include "CHART.fieldRefs" . -}}{{- end -}}
{{- else if kindIs "map" $value -}}
{{- range $key, $item := $value -}}
{{- if and (eq $key "fieldRef") (kindIs "map" $item) -}}
{{- if not (hasKey $item "apiVersion") -}}{{- $_ := set $item "apiVersion" "v1" -}}{{- end -}}
{{- else -}}
{{- include "CHART.fieldRefs" $item -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Defaults by place, put where nothing is written: {value, tree}, the tree having `set` and `below`.
*/}}
{{- define "CHART.fillDefaults" -}}
{{- $value := .value -}}
{{- $tree := .tree -}}
{{- if kindIs "slice" $value -}}
{{- range $value -}}{{- include "CHART.fillDefaults" (dict "value" . "tree" $tree) -}}{{- end -}}
{{- else if kindIs "map" $value -}}
{{- range $key, $default := $tree.set | default dict -}}
{{- if not (hasKey $value $key) -}}{{- $_ := set $value $key (deepCopy $default) -}}{{- end -}}
{{- end -}}
{{- range $key, $below := $tree.below | default dict -}}
{{- if hasKey $value $key -}}{{- include "CHART.fillDefaults" (dict "value" (get $value $key) "tree" $below) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
