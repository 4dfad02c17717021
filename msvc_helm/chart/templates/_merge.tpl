{{/*
The base under, the model's layer over it, in place: `(list BASE OVER RULES)`. Maps merge by key, a scalar of the layer
wins unless it is empty text, lists by the name of their field, as RULES has it: facts.json's `lists`. Of a probe RULES
has the kinds, of which there can be one.
*/}}
{{- define "CHART.merge" -}}
{{- $base := first . -}}
{{- $rules := last . -}}
{{- range $key, $value := index . 1 -}}
{{- $below := get $base $key -}}
{{- if not (hasKey $base $key) -}}
{{- $_ := set $base $key (has (kindOf $value) (list "map" "slice") | ternary (deepCopy $value) $value) -}}
{{- else if and (kindIs "map" $value) (kindIs "map" $below) -}}
{{- if hasKey $rules $key -}}{{- include "CHART.oneKind" (list $below $value (get $rules $key)) -}}{{- end -}}
{{- include "CHART.merge" (list $below $value $rules) -}}
{{- else if and (kindIs "slice" $value) (kindIs "slice" $below) -}}
{{- include "CHART.mergeLists" (dict "field" $key "base" $below "over" $value "out" $base "rules" $rules) -}}
{{- else if not (and (kindIs "string" $value) (eq (toString $value) "")) -}}
{{- $_ := set $base $key (has (kindOf $value) (list "map" "slice") | ternary (deepCopy $value) $value) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A probe of another kind goes in the place of the base's: `(list BASE OVER KINDS)`.
*/}}
{{- define "CHART.oneKind" -}}
{{- $base := first . -}}
{{- $over := index . 1 -}}
{{- $asked := list -}}
{{- range $kind := last . -}}{{- if hasKey $over $kind -}}{{- $asked = append $asked $kind -}}{{- end -}}{{- end -}}
{{- if $asked -}}
{{- range $kind := last . -}}{{- if not (has $kind $asked) -}}{{- $_ := unset $base $kind -}}{{- end -}}{{- end -}}
{{- end -}}
{{- end }}

{{/*
Two lists of the field `field`, put into `out`, by one of `rules`. What has no rule is appended.
*/}}
{{- define "CHART.mergeLists" -}}
{{- $rule := get .rules .field | default (list "append") -}}
{{- $how := last $rule -}}
{{- if gt (len $rule) 1 -}}
{{- $_ := set (set . "by" (first $rule)) "how" $how -}}
{{- include "CHART.mergeByKey" . -}}
{{- else if eq $how "parents" -}}
{{- include "CHART.mergeParents" . -}}
{{- else if eq $how "replace" -}}
{{- if .over -}}{{- $_ := set .out .field .over -}}{{- end -}}
{{- else if eq $how "prepend" -}}
{{- $_ := set .out .field (concat .over .base) -}}
{{- else -}}
{{- $_ := set .out .field (concat .base .over) -}}
{{- end -}}
{{- end }}

{{/*
Entries of one name in the base's place, each where it occurs twice; the layer's other entries follow.
*/}}
{{- define "CHART.mergeByKey" -}}
{{- $here := . -}}
{{- $layers := dict -}}
{{- range .over -}}{{- $_ := set $layers (get . $here.by) . -}}{{- end -}}
{{- $out := list -}}
{{- $present := dict -}}
{{- range $entry := .base -}}
{{- $name := get $entry $here.by -}}
{{- $_ := set $present $name true -}}
{{- if hasKey $layers $name -}}
{{- $over := get $layers $name -}}
{{- if eq $here.how "take" -}}
{{- $entry = deepCopy $over -}}
{{- else if eq $here.how "variable" -}}
{{- $box := dict "entry" $entry -}}
{{- include "CHART.mergeVariable" (dict "base" $entry "over" $over "out" $box "rules" $here.rules) -}}
{{- $entry = $box.entry -}}
{{- else -}}
{{- include "CHART.merge" (list $entry $over $here.rules) -}}
{{- end -}}
{{- end -}}
{{- $out = append $out $entry -}}
{{- end -}}
{{- range .over -}}
{{- if not (hasKey $present (get . $here.by)) -}}{{- $out = append $out (deepCopy .) -}}{{- end -}}
{{- end -}}
{{- $_ := set .out .field $out -}}
{{- end }}

{{/*
One environment variable: a value wins, a source of another kind replaces, one of the same kind merges.
*/}}
{{- define "CHART.mergeVariable" -}}
{{- $below := .base.valueFrom | default dict -}}
{{- if hasKey .over "value" -}}
{{- $_ := set .out "entry" (deepCopy .over) -}}
{{- else if .over.valueFrom -}}
{{- if and $below (eq (keys $below | sortAlpha | join " ") (keys .over.valueFrom | sortAlpha | join " ")) -}}
{{- include "CHART.merge" (list .base .over .rules) -}}
{{- else -}}
{{- $_ := set .out "entry" (deepCopy .over) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Gateways by name, and by namespace where both say one; the first of a name merges, further ones stand alone.
*/}}
{{- define "CHART.mergeParents" -}}
{{- $here := . -}}
{{- $taken := dict -}}
{{- $added := list -}}
{{- range $over := .over -}}
{{- $found := false -}}
{{- range $index, $below := $here.base -}}
{{- $apart := and $below.namespace $over.namespace (ne (toString $below.namespace) (toString $over.namespace)) -}}
{{- if and (eq (toString $below.name) (toString $over.name)) (not $apart) (not (hasKey $taken (toString $index))) -}}
{{- $found = true -}}
{{- $_ := set $taken (toString $index) $over -}}
{{- end -}}
{{- end -}}
{{- if not $found -}}{{- $added = append $added (deepCopy $over) -}}{{- end -}}
{{- end -}}
{{- range $index, $over := $taken -}}
{{- include "CHART.merge" (list (index $here.base (int $index)) $over $here.rules) -}}
{{- end -}}
{{- $_ := set .out .field (concat .base $added) -}}
{{- end }}
