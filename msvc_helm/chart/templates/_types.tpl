{{/*
An object as Kubernetes' Go types read it from YAML: known fields only, text where there should be text, and an error
where a value has a wrong type. The types are those of facts.json, a code for each field:

  s text   S text that no number or boolean becomes   b boolean   i, l integer   n number   x integer or text
  q quantity   y, t text   j anything   [T list of T   {T map of T   Name the struct of that name
  !T where even in T no text is made of numbers and booleans: Go inlines a struct there, and its YAML reader does not look

Called with {model, text, in, kind, out, path}, `in` as read from `text`; a kind that is not known is taken as it is, but for its metadata.
*/}}
{{- define "CHART.object" -}}
{{- $here := . -}}
{{- $known := get .model.facts.kinds .kind -}}
{{- $reader := dict "structs" .model.facts.structs "text" .text "patch" (.patch | default false) -}}
{{- if $known -}}
{{- include "CHART.struct" (dict "reader" $reader "name" (index $known 1) "in" .in "out" .out "path" .path) -}}
{{- else -}}
{{- $out := .out -}}
{{- range $key, $value := .in -}}
{{- include "CHART.exact" (list (printf "the base config's %s%s" $here.path $key) $value) -}}
{{- $_ := set $out $key $value -}}
{{- end -}}
{{- if not (kindIs "invalid" .in.metadata) -}}
{{- include "CHART.typed" (dict "reader" $reader "code" "ObjectMeta" "value" .in.metadata "out" $out "key" "metadata" "path" (print .path "metadata")) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The fields of a struct. As in Go, a name counts whatever its case, the exact spelling first; null is absent.
*/}}
{{- define "CHART.struct" -}}
{{- $here := . -}}
{{- $fields := get .reader.structs .name -}}
{{- range $key, $value := .in -}}
{{- $code := get $fields $key -}}
{{- $field := $key -}}
{{- if not $code -}}
{{- range $name, $like := $fields -}}
{{- if and (eq (lower $name) (lower $key)) (not (hasKey $here.in $name)) -}}{{- $field = $name -}}{{- $code = $like -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $here.reader.patch (or (eq $key "$patch") (and $code (kindIs "invalid" $value))) -}}
{{- if eq $key "$patch" -}}{{- include "CHART.directive" (list $value (print $here.path $key)) -}}{{- end -}}
{{- $_ := set $here.out $field $value -}}
{{- else if or (not $code) (kindIs "invalid" $value) -}}
{{- else if and (kindIs "string" $value) (has $code (list "s" "S")) -}}
{{- $_ := set $here.out $field $value -}}
{{- else -}}
{{- include "CHART.typed" (dict "reader" $here.reader "code" $code "value" $value "out" $here.out "key" $field "path" (print $here.path $field)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
One value by the code of its type, put into `out` under `key`.
*/}}
{{- define "CHART.typed" -}}
{{- $here := . -}}
{{- $value := .value -}}
{{- $code := .code -}}
{{- if hasPrefix "!" $code -}}
{{- $strict := set (omit .reader "strict") "strict" true -}}
{{- include "CHART.typed" (dict "reader" $strict "code" (substr 1 -1 $code) "value" .value "out" .out "key" .key "path" .path) -}}
{{- else if hasKey .reader.structs $code -}}
{{- if not (kindIs "map" $value) -}}{{- include "CHART.wrongType" (list . "a map") -}}{{- end -}}
{{- $out := dict -}}
{{- include "CHART.struct" (dict "reader" .reader "name" $code "in" $value "out" $out "path" (print .path ".")) -}}
{{- $_ := set .out .key $out -}}
{{- else if hasPrefix "[" $code -}}
{{- if not (kindIs "slice" $value) -}}{{- include "CHART.wrongType" (list . "a list") -}}{{- end -}}
{{- $items := list -}}
{{- $element := substr 1 -1 $code -}}
{{- range $index, $item := $value -}}
{{- $box := dict -}}
{{- if and $here.reader.patch (eq (toJson $item) `{"$patch":"replace"}`) -}}
{{- $_ := set $box "item" $item -}}
{{- else -}}
{{- include "CHART.element" (dict "reader" $here.reader "code" $element "value" $item "out" $box "key" "item" "path" (printf "%s[%d]" $here.path $index)) -}}
{{- end -}}
{{- $items = append $items $box.item -}}
{{- end -}}
{{- $_ := set .out .key $items -}}
{{- else if hasPrefix "{" $code -}}
{{- if not (kindIs "map" $value) -}}{{- include "CHART.wrongType" (list . "a map") -}}{{- end -}}
{{- $out := dict -}}
{{- $element := substr 1 -1 $code -}}
{{- range $key, $item := $value -}}
{{- if and $here.reader.patch (or (eq $key "$patch") (kindIs "invalid" $item)) -}}
{{- if eq $key "$patch" -}}{{- include "CHART.directive" (list $item (print $here.path "." $key)) -}}{{- end -}}
{{- $_ := set $out $key $item -}}
{{- else -}}
{{- include "CHART.element" (dict "reader" $here.reader "code" $element "value" $item "out" $out "key" $key "path" (printf "%s.%s" $here.path $key)) -}}
{{- end -}}
{{- end -}}
{{- $_ := set .out .key $out -}}
{{- else if or (eq $code "q") (and (eq $code "s") (not .reader.strict)) -}}
{{- $_ := set .out .key (include "CHART.text" .) -}}
{{- else -}}
{{- include "CHART.checked" . -}}
{{- $_ := set .out .key $value -}}
{{- end -}}
{{- end }}

{{/*
An element of a list or a map, where null is the zero of its type.
*/}}
{{- define "CHART.element" -}}
{{- if not (kindIs "invalid" .value) -}}
{{- include "CHART.typed" . -}}
{{- else if has .code (list "i" "l" "n" "x") -}}
{{- $_ := set .out .key 0 -}}
{{- else if eq .code "b" -}}
{{- $_ := set .out .key false -}}
{{- else if eq .code "j" -}}
{{- $_ := set .out .key nil -}}
{{- else if eq .code "q" -}}
{{- $_ := set .out .key "0" -}}
{{- else if has .code (list "s" "S" "t" "y") -}}
{{- $_ := set .out .key "" -}}
{{- else if hasPrefix "[" .code -}}
{{- $_ := set .out .key list -}}
{{- else -}}
{{- $_ := set .out .key dict -}}
{{- end -}}
{{- end }}

{{/*
Text from a scalar. Helm reads every number as a float of 64 bits, the operator's text fields held floats of 32: where
the two print differently, no text is right.
*/}}
{{- define "CHART.text" -}}
{{- if or (kindIs "string" .value) (kindIs "bool" .value) -}}
{{- if and (kindIs "bool" .value) (eq .code "q") -}}{{- include "CHART.wrongType" (list . "a quantity") -}}{{- end -}}
{{ .value }}
{{- else if not (kindIs "float64" .value) -}}
{{- include "CHART.wrongType" (list . (eq .code "q" | ternary "a quantity" "text")) -}}
{{- else if eq .code "q" -}}
{{- include "CHART.exact" (list (print "the base config's " .path) .value) -}}
{{ toJson .value }}
{{- else if eq .value (floor .value) -}}
{{- $value := .value -}}
{{- $float := gt (mulf .value .value) 8.1e31 -}}
{{- /* A float of a million or more, 1e6, was 1e+06 in the operator's text, an integer 1000000. Both are one number now. */ -}}
{{- $written := ge (mulf .value .value) 1e12 | ternary (replace "_" "" .reader.text) "" -}}
{{- range regexFindAll "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?" $written -1 -}}
{{- if and (regexMatch "[.eE]" .) (eq (float64 .) $value) -}}{{- $float = true -}}{{- end -}}
{{- end -}}
{{- if $float -}}{{- include "CHART.wrongType" (list . "text (put the number in quotes)") -}}{{- end -}}
{{ printf "%.0f" .value }}
{{- else -}}
{{- $isLong := gt (len (regexReplaceAll "^[-0.]+|e.*$|[.]" (toString .value) "")) 6 -}}
{{- if or $isLong (regexMatch "e-(3[89]|[4-9][0-9]|[0-9]{3})$" (toString .value)) -}}
{{- include "CHART.wrongType" (list . "text (put the number in quotes)") -}}
{{- end -}}
{{ toString .value }}
{{- end -}}
{{- end }}

{{/*
Fails unless a value is of the scalar type that its code says.
*/}}
{{- define "CHART.checked" -}}
{{- $kind := kindOf .value -}}
{{- $whole := and (eq $kind "float64") (eq .value (floor .value)) -}}
{{- if and (eq .code "b") (ne $kind "bool") -}}{{- include "CHART.wrongType" (list . "true or false") -}}
{{- else if and (has .code (list "i" "l")) (not $whole) -}}{{- include "CHART.wrongType" (list . "an integer") -}}
{{- else if and (has .code (list "i" "x")) $whole (gt (max (int64 .value) (sub -1 (int64 .value))) 2147483647) -}}
{{- include "CHART.wrongType" (list . "an integer of 32 bits") -}}
{{- else if and (eq .code "x") (not (or $whole (eq $kind "string"))) -}}{{- include "CHART.wrongType" (list . "an integer or text") -}}
{{- else if and (eq .code "n") (ne $kind "float64") -}}{{- include "CHART.wrongType" (list . "a number") -}}
{{- else if and (has .code (list "s" "S" "t" "y")) (ne $kind "string") -}}{{- include "CHART.wrongType" (list . "text (put it in quotes)") -}}
{{- else if has .code (list "l" "n" "j") -}}{{- include "CHART.exact" (list (print "the base config's " .path) .value) -}}
{{- end -}}
{{- end }}

{{/*
Fails for a value of a wrong type: `(list HERE EXPECTED)`.
*/}}
{{- define "CHART.wrongType" -}}
{{- $here := first . -}}
{{- $found := get (dict "map" "a map" "slice" "a list") (kindOf $here.value) | default (toJson $here.value) -}}
{{- fail (printf "the base config's %s: expected %s, found %s" $here.path (last .) $found) -}}
{{- end }}

{{/*
Fails for a `$patch` that says anything but delete, replace or merge: `(list VALUE PATH)`.
*/}}
{{- define "CHART.directive" -}}
{{- if not (has (first .) (list "delete" "replace" "merge")) -}}
{{- fail (printf "the base config's %s: expected delete, replace or merge, found %s" (last .) (toJson (first .))) -}}
{{- end -}}
{{- end }}
