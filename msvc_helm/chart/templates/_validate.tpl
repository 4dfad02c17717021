{{/*
Fails if Kubernetes would reject any of the objects, with every problem: Helm applies one object after the other, and
would stop half-way. What is demanded is in facts.json under `demands`: for each struct the fields that are
`required`, those that must not be empty (`filled`, with the message), the checks of the struct as a `whole`, and those
of its `fields`: `rules` are called with the field's value, what is `given` with the struct's and the field's name. A check is its name and parameters (see _checks.tpl). The words and formats are under `refusals`.
*/}}
{{- define "CHART.validate" -}}
{{- $model := . -}}
{{- include "CHART.groupServices" $model -}}
{{- $walk := dict "refusals" .facts.refusals "structs" .facts.demands "problems" list "fitting" dict -}}
{{- range $key := .facts.order -}}
{{- range $object := index $model.objects $key -}}
{{- $_ := set $walk "title" (printf "%s %s" $object.kind ($object.metadata.name | default "?")) -}}
{{- include "CHART.validateName" (list $walk $object) -}}
{{- $version := last (splitList "/" $object.apiVersion) -}}
{{- $struct := "" -}}
{{- range list $object.kind (print $object.kind "/" $version) -}}
{{- $known := get $model.facts.kinds . | default (list "" "") -}}
{{- if eq (first $known) $object.apiVersion -}}{{- $struct = last $known -}}{{- end -}}
{{- end -}}
{{- if not $struct -}}
{{- include "CHART.validateStruct" (list $walk "ObjectMeta" $object.metadata "metadata.") -}}
{{- else if hasKey $walk.structs $struct -}}
{{- include "CHART.validateStruct" (list $walk $struct $object "") -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $walk.problems -}}
{{- fail (printf "Kubernetes would reject these objects:\n%s" (uniq $walk.problems | join "\n")) -}}
{{- end -}}
{{- end }}

{{/*
The name and the namespace of an object: `(list WALK OBJECT)`.
*/}}
{{- define "CHART.validateName" -}}
{{- $walk := first . -}}
{{- $object := last . -}}
{{- if not $object.metadata.name -}}{{- include "CHART.refuse" (list $walk "metadata.name" "required") -}}{{- end -}}
{{- $format := get $walk.refusals.names $object.kind | default "subdomain" -}}
{{- include "CHART.check.form" (list $walk ($object.metadata.name | default "") "metadata.name" $format) -}}
{{- include "CHART.check.form" (list $walk ($object.metadata.namespace | default "") "metadata.namespace" "label") -}}
{{- end }}

{{/*
What is wrong with a struct's value: `(list WALK STRUCT VALUE PATH)`, the path empty or ending in a dot.
*/}}
{{- define "CHART.validateStruct" -}}
{{- $walk := index . 0 -}}
{{- $struct := index $walk.structs (index . 1) -}}
{{- $value := index . 2 -}}
{{- $path := index . 3 -}}
{{- range $struct.required -}}
{{- if kindIs "invalid" (index $value .) -}}{{- include "CHART.refuse" (list $walk (print $path .) "required") -}}{{- end -}}
{{- end -}}
{{- range $field, $message := $struct.filled -}}
{{- $found := index $value $field -}}
{{- if not (or $found (has (kindOf $found) (list "bool" "int" "int64" "float64"))) -}}
{{- include "CHART.refuse" (list $walk (print $path $field) ($message | replace "%s" ($value.name | default ""))) -}}
{{- end -}}
{{- end -}}
{{- range $row := $struct.whole -}}
{{- include (print "CHART.check." (first $row)) (concat (list $walk $value (trimSuffix "." $path)) (rest $row)) -}}
{{- end -}}
{{- $fields := $struct.fields | default dict -}}
{{- range $field, $found := $value -}}
{{- with index $fields $field -}}
{{- if not (kindIs "invalid" $found) -}}
{{- $where := print $path $field -}}
{{- range $row := .given -}}
{{- include (print "CHART.check." (first $row)) (concat (list $walk $value (trimSuffix "." $path) $field) (rest $row)) -}}
{{- end -}}
{{- range $row := .rules -}}
{{- include (print "CHART.check." (first $row)) (concat (list $walk $found $where) (rest $row)) -}}
{{- end -}}
{{- with .type -}}
{{- include "CHART.validateValue" (list $walk . $found $where) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
What is wrong with a value of a type: `(list WALK TYPE VALUE PATH)`. A type is the name of a struct, {T map of T, [T list
of T, [T@a,b list of which no two entries agree in the fields a and b, s|A|B one of these texts, or q a quantity.
*/}}
{{- define "CHART.validateValue" -}}
{{- $walk := index . 0 -}}
{{- $code := index . 1 -}}
{{- $value := index . 2 -}}
{{- $path := index . 3 -}}
{{- if hasKey $walk.structs $code -}}
{{- include "CHART.validateStruct" (list $walk $code $value (print $path ".")) -}}
{{- else if hasPrefix "[" $code -}}
{{- $parts := splitList "@" (substr 1 -1 $code) -}}
{{- $keys := splitList "," (last $parts) -}}
{{- $element := first $parts -}}
{{- $isStruct := hasKey $walk.structs $element -}}
{{- $seen := dict -}}
{{- range $index, $item := $value -}}
{{- $where := printf "%s[%d]" $path $index -}}
{{- if $isStruct -}}
{{- include "CHART.validateStruct" (list $walk $element $item (print $where ".")) -}}
{{- else if $element -}}
{{- include "CHART.validateValue" (list $walk $element $item $where) -}}
{{- end -}}
{{- if gt (len $parts) 1 -}}
{{- $own := list -}}
{{- range $keys -}}
{{- $own = append $own (toRawJson (hasKey $item . | ternary (index $item .) (get $walk.refusals.defaults . | default nil))) -}}
{{- end -}}
{{- $shown := join ", " $own -}}
{{- if hasKey $seen $shown -}}
{{- if eq (len $keys) 1 -}}{{- $where = print $where "." (first $keys) -}}{{- end -}}
{{- include "CHART.refuse" (list $walk $where "same" (join ", " $keys) $shown) -}}
{{- end -}}
{{- $_ := set $seen $shown true -}}
{{- end -}}
{{- end -}}
{{- else if hasPrefix "{" $code -}}
{{- range $key, $item := $value -}}
{{- include "CHART.validateValue" (list $walk (substr 1 -1 $code) $item (print $path "." $key)) -}}
{{- end -}}
{{- else if eq $code "q" -}}
{{- $text := kindIs "string" $value | ternary $value (toJson $value) -}}
{{- include "CHART.check.form" (list $walk $text $path "quantity" "even if empty") -}}
{{- else -}}
{{- $allowed := rest (splitList "|" $code) -}}
{{- if not (has $value $allowed) -}}
{{- include "CHART.refuse" (list $walk $path "choice" (join ", " $allowed) (toRawJson $value)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Keeps a problem: `(list WALK PATH MESSAGE VALUE...)`, the message its name in facts.json, or the words themselves.
*/}}
{{- define "CHART.refuse" -}}
{{- $walk := index . 0 -}}
{{- $values := slice . 3 -}}
{{- $parts := splitList "%s" (get $walk.refusals.messages (index . 2) | default (index . 2)) -}}
{{- $message := first $parts -}}
{{- range $index, $part := rest $parts -}}
{{- $value := index $values $index -}}
{{- $message = print $message (kindIs "string" $value | ternary $value (toRawJson $value)) $part -}}
{{- end -}}
{{- $_ := set $walk "problems" (append $walk.problems (printf "%s: %s: %s" $walk.title (index . 1) $message)) -}}
{{- end }}

{{/*
Fails for a Service under the name of a group: the controller makes a headless one, by which its pods find their leader.
*/}}
{{- define "CHART.groupServices" -}}
{{- $model := . -}}
{{- $groups := dict -}}
{{- range $key, $objects := .objects -}}
{{- range $objects -}}
{{- if and (eq .kind "LeaderWorkerSet") (hasPrefix "leaderworkerset.x-k8s.io/" .apiVersion) -}}{{- $_ := set $groups (toString .metadata.name) true -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- range $key, $objects := .objects -}}
{{- range $objects -}}
{{- if and (eq .kind "Service") (eq .apiVersion "v1") (hasKey $groups (toString .metadata.name)) -}}
{{- fail (printf "the LeaderWorkerSet %s makes a Service of this name, and the base config has it as well: remove it there" .metadata.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
