{{/*
What a section says of its pods themselves, put into `pod`: the fields that a pod's spec has under the same name. `volume`
is the model's, which a volume of its name replaces. An empty value says nothing: {facts, section, pod, volume}.
*/}}
{{- define "CHART.ownerPod" -}}
{{- $here := . -}}
{{- range $field := .facts.owner.pod -}}
{{- $value := get $here.section $field -}}
{{- if or $value (kindIs "float64" $value) -}}{{- $_ := set $here.pod $field $value -}}{{- end -}}
{{- end -}}
{{- $named := false -}}
{{- range .section.volumes -}}{{- if and $here.volume (eq .name $here.volume.name) -}}{{- $named = true -}}{{- end -}}{{- end -}}
{{- if and .volume (not $named) -}}
{{- $_ := set .pod "volumes" (concat (list .volume) (.section.volumes | default list)) -}}
{{- end -}}
{{- end }}

{{/*
The metadata of a section's pods, as YAML: the owner's, and the labels by which selectors find them, which nobody
replaces: {facts, section, labels, role}.
*/}}
{{- define "CHART.ownerMetadata" -}}
{{- $here := . -}}
{{- $out := dict -}}
{{- range $field := .facts.owner.metadata -}}
{{- with get $here.section $field -}}{{- $_ := set $out $field (deepCopy .) -}}{{- end -}}
{{- end -}}
{{- $labels := $out.labels | default dict -}}
{{- range $key, $value := .labels -}}
{{- if and (hasKey $labels $key) (ne (toString (get $labels $key)) $value) -}}
{{- fail (printf "%s.labels.%s: is %q here; leave it out: selectors find the pods by it" $here.role $key $value) -}}
{{- end -}}
{{- $_ := set $labels $key $value -}}
{{- end -}}
{{- $_ := set $out "labels" $labels -}}
{{ toJson $out }}
{{- end }}

{{/*
Notes the resources that a section's containers take away by null, before nulls are lost: `(list SECTION OUT)`, OUT
getting KIND/CONTAINER of each such container.
*/}}
{{- define "CHART.takenAway" -}}
{{- $section := first . -}}
{{- $out := last . -}}
{{- range $kind := list "initContainers" "containers" -}}
{{- range $container := get $section $kind | default list -}}
{{- $taken := dict -}}
{{- range $field := list "limits" "requests" -}}
{{- range $resource, $amount := get ($container.resources | default dict) $field | default dict -}}
{{- if kindIs "invalid" $amount -}}{{- $_ := set $taken (printf "%s/%s" $field $resource) true -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if $taken -}}{{- $_ := set $out (printf "%s/%s" $kind $container.name) $taken -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
What no merge can say, in a finished workload and its pods: a strategy as a whole, resources that are taken away:
{spec, pod, section, taken}.
*/}}
{{- define "CHART.ownerFinish" -}}
{{- $here := . -}}
{{- if .section.strategy -}}{{- $_ := set .spec "strategy" .section.strategy -}}{{- end -}}
{{- range $kind := list "initContainers" "containers" -}}
{{- range $container := get $here.pod $kind | default list -}}
{{- $taken := get $here.taken (printf "%s/%s" $kind $container.name) -}}
{{- if and $taken $container.resources -}}
{{- range $field, $value := $container.resources -}}
{{- range $resource, $amount := (kindIs "map" $value | ternary $value dict) -}}
{{- if hasKey $taken (printf "%s/%s" $field $resource) -}}{{- $_ := unset $value $resource -}}{{- end -}}
{{- end -}}
{{- if not $value -}}{{- $_ := unset $container.resources $field -}}{{- end -}}
{{- end -}}
{{- if not $container.resources -}}{{- $_ := unset $container "resources" -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Fails for two entries of one name in a list of the owner's whose entries are told apart by it: {list, by, path}.
*/}}
{{- define "CHART.named" -}}
{{- $here := . -}}
{{- $seen := dict -}}
{{- range .list -}}
{{- $name := toString (get . $here.by) -}}
{{- if hasKey $seen $name -}}{{- fail (printf "%s: %q is there twice" $here.path $name) -}}{{- end -}}
{{- $_ := set $seen $name true -}}
{{- end -}}
{{- end }}
