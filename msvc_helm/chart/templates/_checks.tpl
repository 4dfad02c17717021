{{/*
The checks that the rules in facts.json name, each called with `(list WALK VALUE PATH PARAMETER...)`: the field's value, or
the whole struct where a rule names no field. First, a text of a format; empty text is not set.
*/}}
{{- define "CHART.check.form" -}}
{{- $value := index . 1 -}}
{{- if kindIs "slice" $value -}}
{{- $here := . -}}
{{- range $index, $item := $value -}}
{{- include "CHART.check.form" (list (index $here 0) $item (printf "%s[%d]" (index $here 2) $index) (index $here 3) "even if empty") -}}
{{- end -}}
{{- else if not (and (eq (len .) 4) (kindIs "string" $value) (empty $value)) -}}
{{- include "CHART.fits" (list (index . 0) $value (index . 3)) -}}
{{- if not (index . 0).fits -}}
{{- include "CHART.refuse" (list (index . 0) (index . 2) "form" (index (get (index . 0).refusals.formats (index . 3)) 2) (toRawJson $value)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Whether a value is a text of a format, kept in WALK as `fits`: `(list WALK VALUE FORMAT)`. Most texts, as labels, come
again and again: those that fit are remembered. A quantity may be a number.
*/}}
{{- define "CHART.fits" -}}
{{- $walk := index . 0 -}}
{{- $value := index . 1 -}}
{{- if and (eq (index . 2) "positive") (kindIs "float64" $value) -}}{{- $value = toJson $value -}}{{- end -}}
{{- $key := print (index . 2) ":" $value -}}
{{- $_ := set $walk "fits" (and (kindIs "string" $value) (hasKey $walk.fitting $key)) -}}
{{- if and (not $walk.fits) (kindIs "string" $value) -}}
{{- $format := get $walk.refusals.formats (index . 2) -}}
{{- $name := last (splitList "/" $value) -}}
{{- $prefix := sub (len $value) (len $name) -}}
{{- $isShort := and (le (len $name) (int (index $format 1))) (le $prefix (int64 $walk.refusals.longestPrefix)) -}}
{{- if and (or $isShort (kindIs "invalid" (index $format 1))) (regexMatch (index $format 0) $value) -}}
{{- $_ := set $walk "fits" true -}}
{{- $_ = set $walk.fitting $key true -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A field that has to be there, or must not be, if a condition holds: a map of fields to the values that make it true, where
"" is absent or empty and "*" is anything else. Parameters are the field, the condition and the message.
*/}}
{{- define "CHART.check.needs" -}}
{{- $found := index . 1 (index . 3) -}}
{{- if not (or $found (has (kindOf $found) (list "bool" "int" "int64" "float64"))) -}}
{{- include "CHART.validateCondition" . -}}
{{- end -}}
{{- end }}
{{- define "CHART.check.bars" -}}
{{- $found := index . 1 (index . 3) -}}
{{- if or $found (has (kindOf $found) (list "bool" "int" "int64" "float64")) -}}
{{- include "CHART.validateCondition" . -}}
{{- end -}}
{{- end }}
{{- define "CHART.validateCondition" -}}
{{- include "CHART.holds" (list (index . 0) (index . 1) (index . 4)) -}}
{{- $path := index . 2 | empty | ternary (index . 3) (print (index . 2) "." (index . 3)) -}}
{{- if (index . 0).holds -}}{{- include "CHART.refuse" (list (index . 0) $path (index . 5)) -}}{{- end -}}
{{- end }}

{{/*
Whether a condition holds for a struct's value, kept in WALK as `holds`: `(list WALK VALUE CONDITION)`.
*/}}
{{- define "CHART.holds" -}}
{{- $value := index . 1 -}}
{{- $holds := true -}}
{{- range $field, $allowed := index . 2 -}}
{{- $found := index $value $field -}}
{{- $text := (or $found (has (kindOf $found) (list "bool" "int" "int64" "float64"))) | empty | ternary "" (toString $found) -}}
{{- if not (or (has $text $allowed) (and $text (has "*" $allowed))) -}}{{- $holds = false -}}{{- end -}}
{{- end -}}
{{- $_ := set (index . 0) "holds" $holds -}}
{{- end }}

{{/*
A check of a field if a condition holds. Parameters are the field, the condition, the check and its parameters.
*/}}
{{- define "CHART.check.when" -}}
{{- include "CHART.holds" (list (index . 0) (index . 1) (index . 4)) -}}
{{- if (index . 0).holds -}}
{{- include "CHART.validateRow" (list (index . 0) (index . 1) (index . 2) (prepend (slice . 5) (index . 3))) -}}
{{- end -}}
{{- end }}

{{/*
Rows for the struct that is a field's value, or for each in a list of them: parameters are rows of a field and a check.
*/}}
{{- define "CHART.check.rows" -}}
{{- $here := . -}}
{{- $isList := kindIs "slice" (index . 1) -}}
{{- range $index, $value := $isList | ternary (index . 1) (list (index . 1)) -}}
{{- $path := $isList | ternary (printf "%s[%d]" (index $here 2) $index) (index $here 2) -}}
{{- range $row := slice $here 3 -}}
{{- include "CHART.validateRow" (list (index $here 0) $value $path $row) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
One row for a struct's value: `(list WALK VALUE PATH ROW)`, the row a field, a check and the check's parameters.
*/}}
{{- define "CHART.validateRow" -}}
{{- $field := first (index . 3) -}}
{{- $row := rest (index . 3) -}}
{{- $found := index . 1 -}}
{{- $path := index . 2 -}}
{{- if has (first $row) (list "needs" "bars" "when") -}}
{{- $row = concat (list (first $row) $field) (rest $row) -}}
{{- else if $field -}}
{{- $found = index $found $field -}}
{{- $path = print $path (empty $path | ternary "" ".") $field -}}
{{- end -}}
{{- if not (kindIs "invalid" $found) -}}
{{- include (print "CHART.check." (first $row)) (concat (list (index . 0) $found $path) (rest $row)) -}}
{{- end -}}
{{- end }}

{{/*
A number, or each of a list, within bounds, the upper one null if there is none.
*/}}
{{- define "CHART.check.between" -}}
{{- $value := index . 1 -}}
{{- $low := index . 3 | int64 -}}
{{- $high := index . 4 -}}
{{- if kindIs "slice" $value -}}
{{- $here := . -}}
{{- range $index, $item := $value -}}
{{- include "CHART.check.between" (list (index $here 0) $item (printf "%s[%d]" (index $here 2) $index) $low $high) -}}
{{- end -}}
{{- else if has (kindOf $value) (list "int" "int64" "float64") -}}
{{- if and (kindIs "invalid" $high) (lt (int64 $value) $low) -}}
{{- include "CHART.refuse" (list (index . 0) (index . 2) "least" $low $value) -}}
{{- else if and (not (kindIs "invalid" $high)) (or (lt (int64 $value) $low) (gt (int64 $value) (int64 $high))) -}}
{{- include "CHART.refuse" (list (index . 0) (index . 2) "between" $low (int64 $high) $value) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A text, or each text of a list, out of a few; empty text is not set.
*/}}
{{- define "CHART.check.choice" -}}
{{- $here := . -}}
{{- $allowed := slice . 3 -}}
{{- $isList := kindIs "slice" (index . 1) -}}
{{- range $index, $value := $isList | ternary (index . 1) (list (index . 1)) -}}
{{- if not (or (has $value $allowed) (and (kindIs "string" $value) (not $value))) -}}
{{- $path := $isList | ternary (printf "%s[%d]" (index $here 2) $index) (index $here 2) -}}
{{- include "CHART.refuse" (list (index $here 0) $path "choice" (join ", " $allowed) (toRawJson $value)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A list of so many entries.
*/}}
{{- define "CHART.check.entries" -}}
{{- $number := len (index . 1) -}}
{{- if or (lt $number (int (index . 3))) (gt $number (int (index . 4))) -}}
{{- include "CHART.refuse" (list (index . 0) (index . 2) "entries" (int (index . 3)) (int (index . 4)) $number) -}}
{{- end -}}
{{- end }}

{{/*
A list in which no two entries have the same values of all of some fields.
*/}}
{{- define "CHART.check.unlike" -}}
{{- $here := . -}}
{{- $keys := slice . 3 -}}
{{- $seen := dict -}}
{{- range $index, $item := index . 1 -}}
{{- $own := list -}}
{{- range $keys -}}
{{- $own = append $own (index $item . | default (get (index $here 0).refusals.defaults .) | toRawJson) -}}
{{- end -}}
{{- $shown := join ", " $own -}}
{{- if hasKey $seen $shown -}}
{{- include "CHART.refuse" (list (index $here 0) (printf "%s[%d]" (index $here 2) $index) "same" (join ", " $keys) $shown) -}}
{{- end -}}
{{- $_ := set $seen $shown true -}}
{{- end -}}
{{- end }}

{{/*
The field that belongs to a struct's `type`, and no other one: the parameter is a map of types to fields.
*/}}
{{- define "CHART.check.union" -}}
{{- $here := . -}}
{{- $kind := (index . 1).type -}}
{{- $isKnown := and (kindIs "string" $kind) (hasKey (index . 3) (toString $kind)) -}}
{{- range $type, $field := index . 3 -}}
{{- $isSet := not (kindIs "invalid" (index $here 1 $field)) -}}
{{- if and $isKnown (ne $isSet (eq $type $kind)) -}}
{{- include "CHART.refuse" (list (index $here 0) (print (index $here 2) "." $field) ($isSet | ternary "other type" "of type") $kind) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Two numbers or durations of a struct, the first at most the second; a duration of zero is none.
*/}}
{{- define "CHART.check.order" -}}
{{- $here := . -}}
{{- $amounts := list -}}
{{- range $field := slice . 3 -}}
{{- $found := index $here 1 $field -}}
{{- if kindIs "string" $found -}}
{{- include "CHART.fits" (list (index $here 0) $found "duration") -}}
{{- if (index $here 0).fits -}}
{{- $sum := int64 0 -}}
{{- range regexFindAll "[0-9]+(h|ms|m|s)" $found -1 -}}
{{- $count := regexFind "^[0-9]+" . -}}
{{- $sum = add $sum (mul (atoi $count) (get (index $here 0).refusals.durations (trimPrefix $count .) | int64)) -}}
{{- end -}}
{{- $amounts = append $amounts $sum -}}
{{- end -}}
{{- else if not (kindIs "invalid" $found) -}}
{{- $amounts = append $amounts (int64 $found) -}}
{{- end -}}
{{- end -}}
{{- $high := index . 4 -}}
{{- $most := index . 1 $high -}}
{{- if eq (len $amounts) 2 -}}
{{- if and (gt (first $amounts) (last $amounts)) (not (and (kindIs "string" $most) (eq (last $amounts) (int64 0)))) -}}
{{- include "CHART.refuse" (list (index . 0) (print (index . 2) "." (index . 3)) "order" $high $most (index . 1 (index . 3))) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A list in which no two entries have the same value of a field, where they have one.
*/}}
{{- define "CHART.check.unique" -}}
{{- $here := . -}}
{{- $key := index . 3 -}}
{{- $seen := dict -}}
{{- range $index, $item := index . 1 -}}
{{- with get $item $key -}}
{{- if hasKey $seen . -}}
{{- include "CHART.refuse" (list (index $here 0) (printf "%s[%d].%s" (index $here 2) $index $key) "same" $key (toRawJson .)) -}}
{{- end -}}
{{- $_ := set $seen . true -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
One of a struct's fields at most, and at least so many; of all of them but the name where none is given.
*/}}
{{- define "CHART.check.one" -}}
{{- $fields := slice . 4 -}}
{{- $found := list -}}
{{- range $field := keys (index . 1) | sortAlpha -}}
{{- if $fields | empty | ternary (ne $field "name") (has $field $fields) -}}{{- $found = append $found $field -}}{{- end -}}
{{- end -}}
{{- if or (gt (len $found) 1) (lt (len $found) (int (index . 3))) -}}
{{- $known := join ", " $fields | default "the sources of a volume" -}}
{{- include "CHART.refuse" (list (index . 0) (index . 2) "one" $known (join ", " $found | default "none")) -}}
{{- end -}}
{{- end }}

{{/*
A port's number, from 1 or the given one on, or its name.
*/}}
{{- define "CHART.check.port" -}}
{{- $value := index . 1 -}}
{{- $low := gt (len .) 3 | ternary (last .) 1 | int64 -}}
{{- $fits := false -}}
{{- if kindIs "string" $value -}}
{{- include "CHART.fits" (list (index . 0) $value "port name") -}}
{{- $fits = (index . 0).fits -}}
{{- else -}}
{{- $fits = and (ge (int64 $value) $low) (le (int64 $value) 65535) -}}
{{- end -}}
{{- if not $fits -}}{{- include "CHART.refuse" (list (index . 0) (index . 2) "port" (toRawJson $value)) -}}{{- end -}}
{{- end }}

{{/*
A number of pods, or a percentage of them of a format.
*/}}
{{- define "CHART.check.share" -}}
{{- $format := gt (len .) 3 | ternary (last .) "percent" -}}
{{- if or (kindIs "string" (index . 1)) (lt (int64 (index . 1)) 0) -}}
{{- include "CHART.check.form" (list (index . 0) (index . 1) (index . 2) $format "even if empty") -}}
{{- end -}}
{{- end }}

{{/*
Keys and values that are labels.
*/}}
{{- define "CHART.check.labels" -}}
{{- $walk := index . 0 -}}
{{- $path := index . 2 -}}
{{- range $key, $value := index . 1 -}}
{{- if not (hasKey $walk.fitting (print "label key:" $key)) -}}
{{- include "CHART.check.form" (list $walk $key $path "label key" "even if empty") -}}
{{- end -}}
{{- if not (hasKey $walk.fitting (print "label value:" $value)) -}}
{{- include "CHART.check.form" (list $walk $value (print $path "." $key) "label value") -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Keys such as labels', in any case, and not too much text.
*/}}
{{- define "CHART.check.annotations" -}}
{{- $here := . -}}
{{- $walk := index . 0 -}}
{{- $format := get $walk.refusals.formats "label key" -}}
{{- $size := 0 -}}
{{- range $key, $value := index . 1 -}}
{{- $size = add $size (len $key) (len (toString $value)) -}}
{{- include "CHART.fits" (list $walk (lower $key) "label key") -}}
{{- if not $walk.fits -}}
{{- include "CHART.refuse" (list $walk (index $here 2) "form" (index $format 2) (toRawJson $key)) -}}
{{- end -}}
{{- end -}}
{{- if gt $size (int64 (index . 3)) -}}
{{- include "CHART.refuse" (list $walk (index . 2) "size" (int64 (index . 3)) $size) -}}
{{- end -}}
{{- end }}

{{/*
A Deployment or a StatefulSet must select the pods it makes.
*/}}
{{- define "CHART.check.selector" -}}
{{- $walk := index . 0 -}}
{{- $path := print (index . 2) ".selector" -}}
{{- $selector := (index . 1).selector | default dict -}}
{{- $pods := (((index . 1).template).metadata).labels | default dict -}}
{{- if not (or $selector.matchLabels $selector.matchExpressions) -}}{{- include "CHART.refuse" (list $walk $path "selector") -}}{{- end -}}
{{- range $key, $value := $selector.matchLabels -}}
{{- if ne (toRawJson $value) (toRawJson (index $pods $key)) -}}
{{- $found := hasKey $pods $key | ternary (toRawJson (index $pods $key)) "none" -}}
{{- include "CHART.refuse" (list $walk (print $path ".matchLabels." $key) "label" $value $found) -}}
{{- end -}}
{{- end -}}
{{- range $index, $expression := $selector.matchExpressions -}}
{{- $key := $expression.key | default "" -}}
{{- $in := and (hasKey $pods $key) (has (index $pods $key) ($expression.values | default list)) -}}
{{- $matches := get (dict "In" $in "NotIn" (not $in) "Exists" (hasKey $pods $key) "DoesNotExist" (not (hasKey $pods $key))) (toString $expression.operator) -}}
{{- if not $matches -}}
{{- include "CHART.refuse" (list $walk (printf "%s.matchExpressions[%d]" $path $index) "own pods") -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Names that an init container and a container of a pod share.
*/}}
{{- define "CHART.check.containers" -}}
{{- $here := . -}}
{{- $before := dict -}}
{{- range (index . 1).initContainers -}}{{- with .name -}}{{- $_ := set $before . true -}}{{- end -}}{{- end -}}
{{- range $index, $container := (index . 1).containers -}}
{{- with $container.name -}}
{{- if hasKey $before . -}}
{{- include "CHART.refuse" (list (index $here 0) (printf "%s.containers[%d].name" (index $here 2) $index) "container" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Mounts of volumes, and uses of claims, that the pods of a template, the last parameter, do not have. Some get theirs by
templates.
*/}}
{{- define "CHART.check.mounts" -}}
{{- $walk := index . 0 -}}
{{- $pod := (index (index . 1) (index . 3)).spec | default dict -}}
{{- $path := printf "%s.%s.spec" (index . 2) (index . 3) -}}
{{- $volumes := list -}}
{{- range $pod.volumes -}}{{- $volumes = append $volumes (.name | default "") -}}{{- end -}}
{{- range (index . 1).volumeClaimTemplates -}}{{- $volumes = append $volumes ((.metadata).name | default "") -}}{{- end -}}
{{- $claims := list -}}
{{- range $pod.resourceClaims -}}{{- $claims = append $claims (.name | default "") -}}{{- end -}}
{{- range $field := list "initContainers" "containers" -}}
{{- range $number, $container := index $pod $field -}}
{{- $where := printf "%s.%s[%d]" $path $field $number -}}
{{- range $index, $mount := $container.volumeMounts -}}
{{- $name := $mount.name | default "" -}}
{{- if not (has $name $volumes) -}}
{{- $known := join ", " $volumes | default "none" -}}
{{- include "CHART.refuse" (list $walk (printf "%s.volumeMounts[%d].name" $where $index) "volume" $name $known) -}}
{{- end -}}
{{- end -}}
{{- range $index, $claim := ($container.resources).claims -}}
{{- if not (has ($claim.name | default "") $claims) -}}
{{- include "CHART.refuse" (list $walk (printf "%s.resources.claims[%d].name" $where $index) "claim" ($claim.name | default "")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Hooks that sleep longer than a pod has to end.
*/}}
{{- define "CHART.check.sleeps" -}}
{{- $here := . -}}
{{- $found := (index . 1).terminationGracePeriodSeconds -}}
{{- $grace := kindIs "invalid" $found | ternary (index . 0).refusals.grace $found | int64 -}}
{{- range $field := list "initContainers" "containers" -}}
{{- range $number, $container := index $here 1 $field -}}
{{- range $hook, $handler := $container.lifecycle -}}
{{- if kindIs "map" $handler -}}
{{- $seconds := ($handler.sleep).seconds | default 0 | int64 -}}
{{- if or (lt $seconds (int64 0)) (gt $seconds $grace) -}}
{{- $path := printf "%s.%s[%d].lifecycle.%s.sleep.seconds" (index $here 2) $field $number $hook -}}
{{- if $handler.sleep -}}{{- include "CHART.refuse" (list (index $here 0) $path "sleep" $grace $seconds) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A Service has ports, unless it is headless or an alias; several have names; nodePort needs a type.
*/}}
{{- define "CHART.check.servicePorts" -}}
{{- $here := . -}}
{{- $spec := index . 1 -}}
{{- $portless := or (eq (toString $spec.clusterIP) "None") (eq (toString $spec.type) "ExternalName") -}}
{{- if not (or $spec.ports $portless) -}}{{- include "CHART.refuse" (list (index . 0) (print (index . 2) ".ports") "required") -}}{{- end -}}
{{- range $index, $port := $spec.ports -}}
{{- if and (gt (len $spec.ports) 1) (not $port.name) -}}
{{- include "CHART.refuse" (list (index $here 0) (printf "%s.ports[%d].name" (index $here 2) $index) "named") -}}
{{- end -}}
{{- if and $port.nodePort (eq ($spec.type | default "ClusterIP") "ClusterIP") -}}
{{- include "CHART.refuse" (list (index $here 0) (printf "%s.ports[%d].nodePort" (index $here 2) $index) "other type" "ClusterIP") -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The keys of a ConfigMap or Secret, and its size.
*/}}
{{- define "CHART.check.data" -}}
{{- $walk := index . 0 -}}
{{- $object := index . 1 -}}
{{- $size := 0 -}}
{{- range $field := list "data" "binaryData" "stringData" -}}
{{- range $key, $value := index $object $field -}}
{{- include "CHART.check.form" (list $walk $key $field "data key" "even if empty") -}}
{{- if ne $field "stringData" -}}{{- $size = add $size (len (toString $value)) -}}{{- end -}}
{{- if and (eq $field "binaryData") (hasKey ($object.data | default dict) $key) -}}
{{- include "CHART.refuse" (list $walk $field "both" $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if gt $size (int64 (index . 3)) -}}
{{- include "CHART.refuse" (list $walk "data" "size" (int64 (index . 3)) $size) -}}
{{- end -}}
{{- end }}

{{/*
What a container asks for: quantities, requests within limits, whole devices. A device is a resource with a domain that
is not Kubernetes' own.
*/}}
{{- define "CHART.check.resources" -}}
{{- $here := . -}}
{{- $walk := index . 0 -}}
{{- $asked := dict -}}
{{- range $field := list "limits" "requests" -}}
{{- $_ := set $asked $field dict -}}
{{- range $name, $quantity := index $here 1 $field -}}
{{- $path := printf "%s.%s.%s" (index $here 2) $field $name -}}
{{- $text := kindIs "string" $quantity | ternary $quantity (toJson $quantity) -}}
{{- $isDevice := and (contains "/" $name) (not (regexMatch "^(.*[.])?kubernetes[.]io/[^/]*$" $name)) -}}
{{- $amount := dict "text" $text -}}
{{- include "CHART.quantity" (list $walk $amount) -}}
{{- $_ = set (get $asked $field) $name $amount -}}
{{- if hasKey $amount "value" -}}
{{- if lt $amount.value 0.0 -}}
{{- include "CHART.refuse" (list $walk $path "negative" $text) -}}
{{- else if and $isDevice (ne $amount.value (floor $amount.value)) -}}
{{- include "CHART.refuse" (list $walk $path "whole" $text) -}}
{{- else if not (or (contains "/" $name) (has $name $walk.refusals.resources) (hasPrefix "hugepages-" $name)) -}}
{{- include "CHART.refuse" (list $walk $path "resource") -}}
{{- end -}}
{{- if eq $field "requests" -}}
{{- $limit := index $asked.limits $name | default dict -}}
{{- if and $isDevice (not $limit) -}}
{{- include "CHART.refuse" (list $walk $path "limited") -}}
{{- else if not (hasKey $limit "value") -}}
{{- else if and $isDevice (ne $amount.value $limit.value) -}}
{{- include "CHART.refuse" (list $walk $path "equal" $limit.text $text) -}}
{{- else if gt $amount.value $limit.value -}}
{{- include "CHART.refuse" (list $walk $path "most" $limit.text $text) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The number of a quantity's `text` as its `value`; none for what is not a quantity: `(list WALK QUANTITY)`.
*/}}
{{- define "CHART.quantity" -}}
{{- $refusals := (first .).refusals -}}
{{- $text := (last .).text -}}
{{- if regexMatch (first $refusals.formats.quantity) $text -}}
{{- $number := regexFind "^[-+.0-9]+" $text -}}
{{- $suffix := trimPrefix $number $text -}}
{{- $scale := regexMatch "^[eE][-+0-9]" $suffix | ternary (float64 (print "1" $suffix)) (get $refusals.units $suffix) -}}
{{- $_ := set (last .) "value" (mulf (float64 $number) $scale) -}}
{{- end -}}
{{- end }}

{{/*
The name of a StatefulSet, of a LeaderWorkerSet and of a DisaggregatedSet: labels of their pods are made of it.
*/}}
{{- define "CHART.check.setName" -}}
{{- $longest := int (index . 0).refusals.longestSetName -}}
{{- $size := len ((index . 1).metadata.name | default "") -}}
{{- if gt $size $longest -}}
{{- include "CHART.refuse" (list (index . 0) "metadata.name" "set name" $longest $size) -}}
{{- end -}}
{{- end }}
{{- define "CHART.check.groupName" -}}
{{- include "CHART.groupName" (list (index . 0) ((index . 1).metadata.name | default "") (index . 1).spec) -}}
{{- end }}
{{- define "CHART.check.roleNames" -}}
{{- $here := . -}}
{{- range ((index . 1).spec).roles -}}
{{- $name := print ((index $here 1).metadata.name | default "") (index $here 0).refusals.revision .name -}}
{{- include "CHART.groupName" (list (index $here 0) $name .spec) -}}
{{- end -}}
{{- end }}

{{/*
The name of groups with the highest index that one can get, also while they are rolled out: `(list WALK NAME SPEC)`.
*/}}
{{- define "CHART.groupName" -}}
{{- $spec := index . 2 | default dict -}}
{{- $longest := int (index . 0).refusals.longestSetName -}}
{{- $replicas := kindIs "invalid" $spec.replicas | ternary 1 $spec.replicas | int64 -}}
{{- $surge := (($spec.rolloutStrategy).rollingUpdateConfiguration).maxSurge | default 0 -}}
{{- if kindIs "string" $surge -}}
{{- $percent := trimSuffix "%" $surge -}}
{{- $surge = regexMatch "^[0-9]+$" $percent | ternary (div (add (mul $replicas (int64 $percent)) 99) 100) 0 -}}
{{- end -}}
{{- $last := printf "%s-%d" (index . 1) (max 0 (sub (add $replicas (int64 $surge)) 1)) -}}
{{- if gt (len $last) $longest -}}
{{- include "CHART.refuse" (list (index . 0) "metadata.name" "group name" $last (len $last) $longest) -}}
{{- end -}}
{{- end }}

{{/*
The size of subgroups: it divides that of the group, or that of the group without its leader.
*/}}
{{- define "CHART.check.subgroups" -}}
{{- $template := index . 1 -}}
{{- $size := kindIs "invalid" $template.size | ternary 1 $template.size | int64 -}}
{{- $part := ($template.subGroupPolicy).subGroupSize | default 0 | int64 -}}
{{- if gt $part (int64 0) -}}
{{- $others := sub $size 1 -}}
{{- $isLeaderOut := eq (toString ($template.subGroupPolicy).subGroupPolicyType) "LeaderExcluded" -}}
{{- $fits := or (eq (mod $others $part) (int64 0)) (and (not $isLeaderOut) (eq (mod $size $part) (int64 0))) -}}
{{- if or (gt $part $size) (not $fits) -}}
{{- $sizes := $isLeaderOut | ternary (toString $others) (printf "%d or %d" $size $others) -}}
{{- include "CHART.refuse" (list (index . 0) (print (index . 2) ".subGroupPolicy.subGroupSize") "subgroup" $sizes $part) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The replicas of a DisaggregatedSet's roles: zero in all of them or in none.
*/}}
{{- define "CHART.check.allOrNone" -}}
{{- $here := . -}}
{{- $running := list -}}
{{- $stopped := list -}}
{{- range $index, $role := (index . 1).roles -}}
{{- $replicas := ($role.spec).replicas -}}
{{- if or $replicas (kindIs "invalid" $replicas) -}}
{{- $running = append $running $index -}}
{{- else -}}
{{- $stopped = append $stopped $index -}}
{{- end -}}
{{- end -}}
{{- if $running -}}
{{- range $stopped -}}
{{- include "CHART.refuse" (list (index $here 0) (printf "%s.roles[%d].spec.replicas" (index $here 2) .) "all or none") -}}
{{- end -}}
{{- end -}}
{{- end }}
