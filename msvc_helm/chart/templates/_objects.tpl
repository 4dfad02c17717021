{{/*
One child: the base's under its identity (apiVersion, kind, name and namespace, whatever the base says), the model's
layer over it, kept in `objects` under its key. Called with {model, key, layer} and, where the base's is not `base.KEY`,
`base`; `name` where the child's key is not its name's.
*/}}
{{- define "CHART.build" -}}
{{- $model := .model -}}
{{- $object := .base | default (get $model.base .key) | default dict -}}
{{- $child := get (get $model.facts.children $model.gie) .key -}}
{{- $metadata := omit ($object.metadata | default dict) "name" "namespace" -}}
{{- $_ := set $metadata "name" (get $model.names (.name | default .key)) -}}
{{- $_ = set $metadata "namespace" $model.namespace -}}
{{- $_ = set $object "apiVersion" $child.apiVersion -}}
{{- $_ = set $object "kind" $child.kind -}}
{{- $_ = set $object "metadata" $metadata -}}
{{- include "CHART.merge" (list $object .layer $model.facts.lists) -}}
{{- include "CHART.keep" (dict "model" $model "key" .key "object" $object) -}}
{{- end }}

{{/*
A finished object under its key in `objects`, with the release's labels and annotations, where it sets none itself.
*/}}
{{- define "CHART.keep" -}}
{{- $metadata := .object.metadata -}}
{{- $labels := include "CHART.labels" .model.root | fromYaml -}}
{{- $annotations := print (include "CHART.map" (.model.root.Values.annotations | default dict)) "\n" | fromYaml -}}
{{- range $field, $extra := dict "labels" $labels "annotations" $annotations -}}
{{- range $key, $own := get $metadata $field | default dict -}}{{- $_ := set $extra $key $own -}}{{- end -}}
{{- if $extra -}}{{- $_ := set $metadata $field $extra -}}{{- end -}}
{{- end -}}
{{- $_ := set .model.objects .key (append (get .model.objects .key | default list) .object) -}}
{{- end }}

{{/*
ConfigMaps keep their own names; a namespace is filled in where they have none.
*/}}
{{- define "CHART.configMaps" -}}
{{- $model := . -}}
{{- $child := (get $model.facts.children $model.gie).configMaps -}}
{{- range $object := $model.base.configMaps -}}
{{- $metadata := $object.metadata | default dict -}}
{{- $_ := set $metadata "namespace" ($metadata.namespace | default $model.namespace) -}}
{{- $_ = set $object "metadata" $metadata -}}
{{- $_ = set $object "apiVersion" $child.apiVersion -}}
{{- $_ = set $object "kind" $child.kind -}}
{{- include "CHART.keep" (dict "model" $model "key" "configMaps" "object" $object) -}}
{{- end -}}
{{- end }}

{{/*
Further objects, with the namespace of the rest and the model's labels, where they set none themselves.
*/}}
{{- define "CHART.extraObjects" -}}
{{- $model := . -}}
{{- range $index, $object := $model.base.extraObjects -}}
{{- if not (and (kindIs "string" $object.apiVersion) $object.apiVersion (kindIs "string" $object.kind) $object.kind) -}}
{{- fail (printf "the base config's extraObjects: [%d] needs an apiVersion and a kind" $index) -}}
{{- end -}}
{{- if not ($object.metadata).name -}}
{{- fail (printf "the base config's extraObjects: [%d] needs metadata.name" $index) -}}
{{- end -}}
{{- $metadata := $object.metadata -}}
{{- if not $metadata.namespace -}}
{{- $_ := unset $metadata "namespace" -}}
{{- if not (has $object.kind $model.facts.clusterWide) -}}{{- $_ = set $metadata "namespace" $model.namespace -}}{{- end -}}
{{- end -}}
{{- $labels := deepCopy $model.labels -}}
{{- range $key, $own := $metadata.labels -}}{{- $_ := set $labels $key $own -}}{{- end -}}
{{- $_ := set $metadata "labels" $labels -}}
{{- include "CHART.keep" (dict "model" $model "key" "extraObjects" "object" $object) -}}
{{- end -}}
{{- end }}

{{/*
An object as a document. toYaml and Helm both take line breaks away from a document's end; where a text ends there in
one, a comment holds its place.
*/}}
{{- define "CHART.document" -}}
{{- $text := include "CHART.yaml" . -}}
{{ $text }}
{{- if regexMatch "[:-] [|>][-+0-9]*(\n( .*)?)*$" $text -}}
{{- if ne (toJson .) ($text | fromYaml | toJson) }}
# the text above ends in a line break
{{- end -}}
{{- end -}}
{{- end }}
