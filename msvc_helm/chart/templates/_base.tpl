{{/*
The base config's children for this model, put into `base`: each key's template rendered, read as YAML, and typed as
Kubernetes' Go types would. A key that renders to nothing is absent. Called with the model and `keys`.
*/}}
{{- define "CHART.base" -}}
{{- $model := . -}}
{{- $_ := set $model "base" dict -}}
{{- range $key := $model.keys -}}
{{- $text := include (print "CHART.base." $key) $model.data -}}
{{- if contains "<no value>" $text -}}
{{- fail (printf "the base config's %s renders to <no value>, which Helm takes out: a variable or map has nothing there, or a value is this text" $key) -}}
{{- end -}}
{{- if has $key (list "configMaps" "extraObjects") -}}
{{- include "CHART.baseList" (dict "model" $model "key" $key "text" $text "list" (fromYamlArray $text)) -}}
{{- else -}}
{{- $object := fromYaml $text -}}
{{- if hasKey $object "Error" -}}{{- fail (printf "the base config's %s: %s" $key $object.Error) -}}{{- end -}}
{{- /* `{}` is present, `null` and nothing but comments are not; only as a list are they told apart. */ -}}
{{- if or $object (fromYamlArray $text) -}}
{{- $out := dict -}}
{{- include "CHART.object" (dict "model" $model "text" $text "in" $object "kind" (include "CHART.baseKind" (dict "model" $model "key" $key "in" $object)) "out" $out "path" (print $key ": ")) -}}
{{- $_ := set $model.base $key $out -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A key of the base config that holds a list of objects.
*/}}
{{- define "CHART.baseList" -}}
{{- $model := .model -}}
{{- $key := .key -}}
{{- $text := .text -}}
{{- $objects := list -}}
{{- range $index, $entry := .list -}}
{{- if not (kindIs "invalid" $entry) -}}
{{- if not (kindIs "map" $entry) -}}{{- fail (printf "the base config's %s: expected a list of objects, found: %v" $key $entry) -}}{{- end -}}
{{- end -}}
{{- $out := dict -}}
{{- $entry = $entry | default dict -}}
{{- $kind := "ConfigMap" -}}
{{- if eq $key "extraObjects" -}}
{{- $kind = toString $entry.kind -}}
{{- if ne (index (get $model.facts.kinds $kind | default (list "")) 0) (toString $entry.apiVersion) -}}{{- $kind = "" -}}{{- end -}}
{{- end -}}
{{- include "CHART.object" (dict "model" $model "text" $text "in" $entry "kind" $kind "out" $out "path" (printf "%s: [%d]." $key $index)) -}}
{{- $objects = append $objects $out -}}
{{- end -}}
{{- if $objects -}}{{- $_ := set $model.base $key $objects -}}{{- end -}}
{{- end }}

{{/*
The type that a key's object is read by. A pool is of the API that it was written for, whichever is to be written.
*/}}
{{- define "CHART.baseKind" -}}
{{- $kind := (get (get .model.facts.children .model.gie) .key).kind -}}
{{- if ne $kind "InferencePool" -}}
{{ $kind }}
{{- else -}}
{{- $group := first (splitList "/" (.in.apiVersion | toString)) -}}
{{- $spec := kindIs "map" .in.spec | ternary .in.spec dict -}}
{{- $selector := kindIs "map" $spec.selector | ternary $spec.selector dict -}}
{{- $old := or (hasKey $spec "targetPortNumber") (hasKey $spec "extensionRef") -}}
{{- $new := or (hasKey $spec "targetPorts") (hasKey $spec "endpointPickerRef") -}}
{{- if eq $group .model.facts.gieGroups.v1 -}}
InferencePool/v1
{{- else if eq $group .model.facts.gieGroups.v1alpha2 -}}
InferencePool
{{- else if or $new (and (hasKey $selector "matchLabels") (not $old)) -}}
InferencePool/v1
{{- else -}}
InferencePool
{{- end -}}
{{- end -}}
{{- end }}
