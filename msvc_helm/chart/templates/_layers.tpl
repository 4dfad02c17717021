{{/*
One layer's object over that of the layers below, put into `out` under `key`: {lower, upper, out, key, rules}. `null`
takes a field away, an entry of a list with `$patch: delete` those that have its other fields, `$patch: replace` the
whole map or list. Then the two merge as a base config and a model do.
*/}}
{{- define "CHART.putOver" -}}
{{- $rest := dict -}}
{{- $said := dict -}}
{{- include "CHART.apart" (dict "lower" .lower "upper" .upper "rest" $rest "said" $said "rules" .rules) -}}
{{- include "CHART.merge" (list $rest $said .rules) -}}
{{- $_ := set .out .key $rest -}}
{{- end }}

{{/*
Two lists of objects, those of one kind and name taken for one; put into `out` under `key`: {lower, upper, out, key, rules}.
*/}}
{{- define "CHART.putListOver" -}}
{{- $here := . -}}
{{- $rest := .lower -}}
{{- range .upper -}}{{- if eq (toJson .) `{"$patch":"replace"}` -}}{{- $rest = list -}}{{- end -}}{{- end -}}
{{- range $upper := .upper -}}
{{- if ne (toJson $upper) `{"$patch":"replace"}` -}}
{{- $identity := include "CHART.identity" $upper -}}
{{- $kept := list -}}
{{- $found := false -}}
{{- range $lower := $rest -}}
{{- if or $found (ne (include "CHART.identity" $lower) $identity) -}}
{{- $kept = append $kept $lower -}}
{{- else if eq (toString (get $upper "$patch")) "delete" -}}
{{- else -}}
{{- $found = true -}}
{{- $box := dict -}}
{{- include "CHART.putOver" (dict "lower" $lower "upper" $upper "out" $box "key" "object" "rules" $here.rules) -}}
{{- $kept = append $kept $box.object -}}
{{- end -}}
{{- end -}}
{{- if not (or $found (eq (toString (get $upper "$patch")) "delete")) -}}
{{- $box := dict -}}
{{- include "CHART.putOver" (dict "lower" dict "upper" $upper "out" $box "key" "object" "rules" $here.rules) -}}
{{- $kept = append $kept $box.object -}}
{{- end -}}
{{- $rest = $kept -}}
{{- end -}}
{{- end -}}
{{- $_ := set .out .key $rest -}}
{{- end }}

{{/*
What tells an object from the others of a list.
*/}}
{{- define "CHART.identity" -}}
{{- $metadata := kindIs "map" .metadata | ternary .metadata dict -}}
{{ printf "%v %v %v" (get . "kind") (get $metadata "name") (get $metadata "namespace") }}
{{- end }}

{{/*
Takes two maps apart: the lower without what is taken away into `rest`, the upper without the words for it into `said`.
*/}}
{{- define "CHART.apart" -}}
{{- $here := . -}}
{{- if ne (toString (get .upper "$patch")) "replace" -}}
{{- range $key, $value := .lower -}}{{- $_ := set $here.rest $key $value -}}{{- end -}}
{{- end -}}
{{- range $key, $value := .upper -}}
{{- $known := get $here.rest $key -}}
{{- if eq $key "$patch" -}}
{{- else if kindIs "invalid" $value -}}
{{- $_ := unset $here.rest $key -}}
{{- else if and (kindIs "map" $value) (eq (toString (get (kindIs "map" $value | ternary $value dict) "$patch")) "delete") -}}
{{- $_ := unset $here.rest $key -}}
{{- else if and (kindIs "map" $value) (not (kindIs "map" $known)) (eq (toString (get (kindIs "map" $value | ternary $value dict) "$patch")) "merge") -}}
{{- else if kindIs "map" $value -}}
{{- $rest := dict -}}
{{- $said := dict -}}
{{- include "CHART.apart" (dict "lower" (kindIs "map" $known | ternary $known dict) "upper" $value "rest" $rest "said" $said "rules" $here.rules) -}}
{{- $_ := set $here.said $key $said -}}
{{- if kindIs "map" $known -}}{{- $_ := set $here.rest $key $rest -}}{{- end -}}
{{- else if kindIs "slice" $value -}}
{{- $box := dict "lower" (kindIs "slice" $known | ternary $known list) "upper" $value "field" $key "rules" $here.rules -}}
{{- include "CHART.apartLists" $box -}}
{{- if or $box.rest $box.said (not $value) -}}
{{- $_ := set $here.said $key $box.said -}}
{{- if kindIs "slice" $known -}}{{- $_ := set $here.rest $key $box.rest -}}{{- end -}}
{{- else if kindIs "slice" $known -}}
{{- $_ := unset $here.rest $key -}}
{{- end -}}
{{- else -}}
{{- $_ := set $here.said $key $value -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Takes two lists of the field `field` apart, into `rest` and `said` of the map it is called with.
*/}}
{{- define "CHART.apartLists" -}}
{{- $here := . -}}
{{- $rule := get .rules .field | default list -}}
{{- $by := "" -}}
{{- if gt (len $rule) 1 -}}{{- $by = first $rule -}}{{- else if has "parents" $rule -}}{{- $by = "name" -}}{{- end -}}
{{- $rest := .lower -}}
{{- range .upper -}}{{- if eq (toJson .) `{"$patch":"replace"}` -}}{{- $rest = list -}}{{- end -}}{{- end -}}
{{- $said := list -}}
{{- range $entry := .upper -}}
{{- if not (kindIs "map" $entry) -}}
{{- $said = append $said $entry -}}
{{- else if eq (toJson $entry) `{"$patch":"replace"}` -}}
{{- else if eq (toString (get $entry "$patch")) "delete" -}}
{{- $kept := list -}}
{{- range $lower := $rest -}}
{{- $same := kindIs "map" $lower -}}
{{- range $key, $value := omit $entry "$patch" -}}
{{- if or (not (kindIs "map" $lower)) (ne (toJson (get (kindIs "map" $lower | ternary $lower dict) $key)) (toJson $value)) -}}{{- $same = false -}}{{- end -}}
{{- end -}}
{{- if not $same -}}{{- $kept = append $kept $lower -}}{{- end -}}
{{- end -}}
{{- $rest = $kept -}}
{{- else -}}
{{- $own := dict -}}
{{- $matched := false -}}
{{- if $by -}}
{{- $next := list -}}
{{- range $lower := $rest -}}
{{- if and (kindIs "map" $lower) (eq (toJson (get (kindIs "map" $lower | ternary $lower dict) $by)) (toJson (get $entry $by))) -}}
{{- $left := dict -}}
{{- $own = dict -}}
{{- $matched = true -}}
{{- include "CHART.apart" (dict "lower" $lower "upper" $entry "rest" $left "said" $own "rules" $here.rules) -}}
{{- $_ := set $left $by (get $entry $by) -}}
{{- $next = append $next $left -}}
{{- else -}}
{{- $next = append $next $lower -}}
{{- end -}}
{{- end -}}
{{- $rest = $next -}}
{{- end -}}
{{- if not (or $matched (eq (toString (get $entry "$patch")) "merge")) -}}
{{- include "CHART.apart" (dict "lower" dict "upper" $entry "rest" dict "said" $own "rules" $here.rules) -}}
{{- end -}}
{{- if or $matched (ne (toString (get $entry "$patch")) "merge") -}}{{- $said = append $said $own -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $_ := set (set . "rest" $rest) "said" $said -}}
{{- end }}
