{{/*
The base config's children for this model, put into `base`: each key's template rendered, read as YAML, and typed as
Kubernetes' Go types would, layer over layer. A key that renders to nothing is absent. Called with the model and `layers`.
*/}}
{{- define "CHART.base" -}}
{{- $model := . -}}
{{- $_ := set $model "base" dict -}}
{{- range $number, $layer := $model.layers -}}
{{- range $key := $layer.keys -}}
{{- $text := include (print "CHART.base." $layer.prefix $key) $model.data -}}
{{- $path := print $layer.title $key -}}
{{- if contains "<no value>" $text -}}
{{- fail (printf "the base config's %s renders to <no value>, which Helm takes out: a variable or map has nothing there, or a value is this text" $path) -}}
{{- end -}}
{{- $object := dict -}}
{{- $isList := has $key (list "configMaps" "extraObjects") -}}
{{- if not $isList -}}{{- $object = fromYaml $text -}}{{- end -}}
{{- if hasKey $object "Error" -}}{{- fail (printf "the base config's %s: %s" $path $object.Error) -}}{{- end -}}
{{- if and (gt $number 0) (has (regexReplaceAll "(?m)(^---|#.*)$" $text "" | trim) (list "null" "Null" "NULL" "~")) -}}
{{- $_ := unset $model.base $key -}}
{{- else if $isList -}}
{{- include "CHART.baseList" (dict "model" $model "key" $key "text" $text "list" (fromYamlArray $text) "number" $number "path" $path) -}}
{{- /* `{}` is present, `null` and nothing but comments are not; only as a list are they told apart. */ -}}
{{- else if or $object (fromYamlArray $text) -}}
{{- $out := dict -}}
{{- $kind := include "CHART.baseKind" (dict "model" $model "key" $key "in" $object "path" $path) -}}
{{- include "CHART.object" (dict "model" $model "text" $text "in" $object "kind" $kind "out" $out "path" (print $path ": ") "patch" (gt $number 0)) -}}
{{- if and (eq (toString (get $out "$patch")) "merge") (not (hasKey $model.base $key)) -}}
{{- else if and (gt $number 0) (eq (toString (get $out "$patch")) "delete") -}}
{{- $_ := unset $model.base $key -}}
{{- else if gt $number 0 -}}
{{- include "CHART.putOver" (dict "lower" (get $model.base $key | default dict) "upper" $out "out" $model.base "key" $key "rules" $model.facts.lists) -}}
{{- else -}}
{{- $_ := set $model.base $key $out -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A key of the base config that holds a list of objects.
*/}}
{{- define "CHART.baseList" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- $key := .key -}}
{{- $text := .text -}}
{{- $objects := list -}}
{{- range $index, $entry := .list -}}
{{- if not (kindIs "invalid" $entry) -}}
{{- if not (kindIs "map" $entry) -}}{{- fail (printf "the base config's %s: expected a list of objects, found: %v" $here.path $entry) -}}{{- end -}}
{{- end -}}
{{- $out := dict -}}
{{- $entry = $entry | default dict -}}
{{- $kind := "ConfigMap" -}}
{{- if eq $key "extraObjects" -}}
{{- $kind = toString $entry.kind -}}
{{- if ne (index (get $model.facts.kinds $kind | default (list "")) 0) (toString $entry.apiVersion) -}}{{- $kind = "" -}}{{- end -}}
{{- end -}}
{{- include "CHART.object" (dict "model" $model "text" $text "in" $entry "kind" $kind "out" $out "path" (printf "%s: [%d]." $here.path $index) "patch" (gt $here.number 0)) -}}
{{- $objects = append $objects $out -}}
{{- end -}}
{{- if gt .number 0 -}}
{{- include "CHART.putListOver" (dict "lower" (get $model.base $key | default list) "upper" $objects "out" $model.base "key" $key "rules" $model.facts.lists) -}}
{{- else if $objects -}}
{{- $_ := set $model.base $key $objects -}}
{{- end -}}
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
{{- $lower := get .model.base .key -}}
{{- $below := "" -}}
{{- if $lower -}}{{- $below = include "CHART.poolKind" $lower -}}{{- end -}}
{{- $own := $below | default "InferencePool" -}}
{{- if eq $group .model.facts.gieGroups.v1 -}}
{{- $own = "InferencePool/v1" -}}
{{- else if eq $group .model.facts.gieGroups.v1alpha2 -}}
{{- $own = "InferencePool" -}}
{{- else if or $new (and (hasKey $selector "matchLabels") (not $old)) -}}
{{- $own = "InferencePool/v1" -}}
{{- else if $old -}}
{{- $own = "InferencePool" -}}
{{- end -}}
{{- if and $below (ne $own $below) -}}
{{- fail (printf "the base config's %s: a pool of another API than that of a layer below: write both layers for one" .path) -}}
{{- end -}}
{{ $own }}
{{- end -}}
{{- end }}

{{/*
The type of a pool that has been read.
*/}}
{{- define "CHART.poolKind" -}}
{{- $spec := .spec | default dict -}}
{{- $selector := $spec.selector | default dict -}}
{{- or (hasKey $spec "targetPorts") (hasKey $spec "endpointPickerRef") (kindIs "map" $selector.matchLabels) | ternary "InferencePool/v1" "InferencePool" -}}
{{- end }}
