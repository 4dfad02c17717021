{{/*
Fails before anything is sent where an immutable field of an object in the cluster would change: Helm sends objects one
after the other, and those before the one that is refused would have moved.
*/}}
{{- define "CHART.unchanged" -}}
{{- $model := . -}}
{{- $found := dict "problems" list -}}
{{- range $key := $model.facts.order -}}
{{- range $object := get $model.objects $key | default list -}}
{{- $paths := get $model.facts.immutable (print $object.apiVersion "/" $object.kind) -}}
{{- if and $paths (not (get ($object.metadata.annotations | default dict) "helm.sh/hook")) -}}
{{- $namespace := $object.metadata.namespace | default "" -}}
{{- include "CHART.lookServed" (dict "model" $model "object" $object "namespace" $namespace) -}}
{{- $live := get $model.inCluster (printf "%s/%s/%s" $object.kind $namespace $object.metadata.name) | default dict -}}
{{- if include "CHART.isOurs" (list $model.root $live) -}}
{{- include "CHART.sameModel" (dict "model" $model "live" $live "object" $object) -}}
{{- range $path := $paths -}}
{{- include "CHART.sameField" (dict "found" $found "setOnce" (has $path $model.facts.setOnce) "path" $path "live" $live "object" $object) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with $found.problems -}}
{{- fail (printf "%s; delete the object first, or install under another release name" (join "\n" .)) -}}
{{- end -}}
{{- end }}

{{/*
The object looked up, unless the cluster does not know its kind: {model, object, namespace}.
*/}}
{{- define "CHART.lookServed" -}}
{{- if .model.root.Capabilities.APIVersions.Has (print .object.apiVersion "/" .object.kind) -}}
{{- include "CHART.look" (dict "live" .model.inCluster "apiVersion" .object.apiVersion "kind" .object.kind "namespace" .namespace "name" .object.metadata.name) -}}
{{- end -}}
{{- end }}

{{/*
Fails where the live object serves another model: {model, live, object}.
*/}}
{{- define "CHART.sameModel" -}}
{{- $key := .model.facts.labels.model -}}
{{- $served := list -}}
{{- range $object := list .live .object -}}
{{- $selector := kindIs "map" ($object.spec).selector | ternary ($object.spec).selector dict -}}
{{- $labels := dict -}}
{{- range list $selector.matchLabels $selector $object.metadata.labels -}}
{{- if and (kindIs "map" .) (not $labels) -}}{{- if hasKey . $key -}}{{- $labels = . -}}{{- end -}}{{- end -}}
{{- end -}}
{{- $served = append $served (get $labels $key) -}}
{{- end -}}
{{- $was := first $served -}}
{{- $wanted := last $served -}}
{{- if and $was $wanted (ne $was $wanted) -}}
{{- $what := printf "%s %s in the cluster serves %q, not %q" .object.kind .object.metadata.name $was $wanted -}}
{{- $todo := "install the other model as a separate release, then uninstall this one" -}}
{{- fail (printf "routing.modelName: modelName is immutable: %s (label %s); %s" $what $key $todo) -}}
{{- end -}}
{{- end }}

{{/*
Adds to `found.problems` where the object would change the field `path` of the live one: {found, path, setOnce, live, object}.
*/}}
{{- define "CHART.sameField" -}}
{{- $values := list -}}
{{- range $value := list .live .object -}}
{{- range $field := splitList "." $.path -}}
{{- if kindIs "map" $value -}}{{- $value = get $value $field -}}{{- else -}}{{- $value = "" -}}{{- end -}}
{{- end -}}
{{- $values = append $values $value -}}
{{- end -}}
{{- $was := first $values -}}
{{- $wanted := last $values -}}
{{- $box := dict "differs" false -}}
{{- $isData := has .path (list "data" "binaryData") -}}
{{- if eq .path "spec.clusterIP" -}}
{{- if not (or (eq (toString (.live.spec).type) "ExternalName") (eq (toString (.object.spec).type) "ExternalName")) -}}
{{- $_ := set $box "differs" (and (ne $was $wanted) (or (ne (toString ($wanted | default "")) "") (eq $was "None"))) -}}
{{- end -}}
{{- else if or $isData (eq .path "immutable") -}}
{{- if eq (toString .live.immutable) "true" -}}
{{- if and (eq .object.kind "Secret") $isData -}}
{{- $wanted = deepCopy ($wanted | default dict) -}}
{{- range $key, $text := .object.stringData -}}{{- $_ := set $wanted $key (b64enc $text) -}}{{- end -}}
{{- end -}}
{{- $_ := set $box "differs" (ne (toJson ($was | default false)) (toJson ($wanted | default false))) -}}
{{- end -}}
{{- else if hasSuffix ".subGroupSize" .path -}}
{{- $_ := set $box "differs" (ne (toJson ($was | default 0)) (toJson ($wanted | default 0))) -}}
{{- else if and $wanted (or $was (not .setOnce)) -}}
{{- include "CHART.within" (dict "value" $wanted "other" $was "box" $box) -}}
{{- if hasSuffix "elector" .path -}}{{- include "CHART.within" (dict "value" $was "other" $wanted "box" $box) -}}{{- end -}}
{{- end -}}
{{- if $box.differs -}}
{{- $shown := list (toJson $was) (toJson $wanted) -}}
{{- if eq .object.kind "Secret" -}}{{- $shown = list "another value" "(not shown)" -}}{{- end -}}
{{- $message := printf "%s %s: %s: immutable: the cluster has %s, and this release would set %s" .object.kind .object.metadata.name .path (first $shown) (last $shown) -}}
{{- $_ := set .found "problems" (append .found.problems $message) -}}
{{- end -}}
{{- end }}

{{/*
Sets `box.differs` where `other` does not say all that `value` says: {value, other, box, amounts}. Empty values say
nothing. `amounts` is set below requests and limits, where `1Gi` and `1024Mi` are the same.
*/}}
{{- define "CHART.within" -}}
{{- $here := . -}}
{{- if and (kindIs "map" .value) (kindIs "map" .other) -}}
{{- range $field, $below := .value -}}
{{- $amounts := or $here.amounts (has $field (list "requests" "limits")) -}}
{{- include "CHART.within" (dict "value" $below "other" (get $here.other $field) "box" $here.box "amounts" $amounts) -}}
{{- end -}}
{{- else if and (kindIs "slice" .value) (kindIs "slice" .other) (eq (len .value) (len .other)) -}}
{{- range $index, $below := .value -}}
{{- include "CHART.within" (dict "value" $below "other" (index $here.other $index) "box" $here.box "amounts" $here.amounts) -}}
{{- end -}}
{{- else if and (or .value .other) (ne (toJson .value) (toJson .other)) -}}
{{- if not (and .amounts (eq (include "CHART.amount" .value) (include "CHART.amount" .other))) -}}
{{- $_ := set .box "differs" true -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
A quantity as a plain number; text that is none as it is.
*/}}
{{- define "CHART.amount" -}}
{{- $text := toString . -}}
{{- $number := regexFind "^[-+]?[0-9.]+" $text -}}
{{- $suffix := trimPrefix $number $text -}}
{{- $factors := dict "" 1.0 "n" 1e-9 "u" 1e-6 "m" 1e-3 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18
  "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "Pi" 1125899906842624.0 -}}
{{- if hasKey $factors $suffix -}}
{{ mulf (float64 $number) (get $factors $suffix) }}
{{- else -}}
{{ $text }}
{{- end -}}
{{- end }}
