{{/*
Fails for autoscaling values that contradict each other or the role's own number of pods.
*/}}
{{- define "CHART.autoscalingFits" -}}
{{- $model := . -}}
{{- range $role, $scaling := $model.values.autoscaling -}}
{{- if $scaling -}}
{{- $path := print "autoscaling." $role -}}
{{- $least := hasKey $scaling "minReplicas" | ternary $scaling.minReplicas 1 | int64 -}}
{{- if not (hasKey $scaling "maxReplicas") -}}{{- fail (print $path ".maxReplicas: required, and not set") -}}{{- end -}}
{{- $most := int64 $scaling.maxReplicas -}}
{{- if lt $least (ternary 0 1 (not (empty $scaling.keda)) | int64) -}}
{{- fail (printf "%s.minReplicas: a HorizontalPodAutoscaler keeps at least 1, found %d" $path $least) -}}
{{- else if gt $least $most -}}
{{- fail (printf "%s.minReplicas: %d is more than maxReplicas, %d" $path $least $most) -}}
{{- else if and $scaling.keda $scaling.metrics -}}
{{- fail (printf "%s.keda: a ScaledObject scales on its triggers; keep keda, or metrics" $path) -}}
{{- end -}}
{{- if hasKey $model.written $role -}}
{{- $replicas := get $model.written $role -}}
{{- if or (lt $replicas $least) (gt $replicas $most) -}}
{{- fail (printf "%s: replicas is %d, outside %d to %d; leave it out" $path $replicas $least $most) -}}
{{- end -}}
{{- end -}}
{{- if $scaling.keda -}}
{{- if and (hasKey $scaling.keda "idleReplicaCount") (ge (int64 $scaling.keda.idleReplicaCount) $least) -}}
{{- fail (printf "%s.keda.idleReplicaCount: %d is not fewer than minReplicas, %d" $path (int64 $scaling.keda.idleReplicaCount) $least) -}}
{{- end -}}
{{- if not $scaling.keda.triggers -}}{{- fail (print $path ".keda.triggers: a list of at least one metric and threshold is required") -}}{{- end -}}
{{- range $index, $trigger := $scaling.keda.triggers -}}
{{- $where := printf "%s.keda.triggers[%d]" $path $index -}}
{{- if eq ($trigger.type | default "prometheus") "prometheus" -}}
{{- if not (or $scaling.keda.serverAddress ($trigger.metadata).serverAddress) -}}
{{- fail (print $path ".keda.serverAddress: the address of Prometheus is required") -}}
{{- end -}}
{{- if and $trigger.metric $trigger.query -}}{{- fail (print $where ".metric: a query has its metric in it; keep one of them") -}}{{- end -}}
{{- if not (or $trigger.metric $trigger.query) -}}{{- fail (print $where ".metric: a metric is required, or a whole query") -}}{{- end -}}
{{- if not (hasKey $trigger "threshold") -}}{{- fail (print $where ".threshold: required, and not set") -}}{{- end -}}
{{- else -}}
{{- range $field, $value := omit $trigger "metadata" -}}
{{- if not (has $field $model.facts.keda.trigger) -}}
{{- fail (printf "%s.%s: is for a trigger on Prometheus, and this is one of the type %s" $where $field $trigger.type) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The object that owns a role's number of pods, where the values ask for one: {model, role}.
*/}}
{{- define "CHART.autoscaler" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- $scaling := get ($model.values.autoscaling | default dict) .role -}}
{{- if $scaling -}}
{{- $least := hasKey $scaling "minReplicas" | ternary $scaling.minReplicas 1 -}}
{{- $deployment := print .role "Deployment" -}}
{{- $target := dict "name" (get $model.names $deployment) -}}
{{- $kind := first (get $model.roleKinds .role) -}}
{{- include "CHART.scaledNames" (dict "model" $model "role" .role "kind" $kind "name" $target.name "most" $scaling.maxReplicas) -}}
{{- if ne $kind.kind "Deployment" -}}{{- $_ := set $target "apiVersion" $kind.apiVersion -}}{{- $_ = set $target "kind" $kind.kind -}}{{- end -}}
{{- $key := print .role "Autoscaler" -}}
{{- $spec := dict "minReplicas" $least "maxReplicas" $scaling.maxReplicas -}}
{{- if $scaling.keda -}}
{{- $key = print .role "ScaledObject" -}}
{{- $spec = dict "minReplicaCount" $least "maxReplicaCount" $scaling.maxReplicas -}}
{{- range $field := $model.facts.keda.spec -}}
{{- if hasKey $scaling.keda $field -}}{{- $_ := set $spec $field (get $scaling.keda $field) -}}{{- end -}}
{{- end -}}
{{- if $scaling.behavior -}}
{{- $advanced := dict "horizontalPodAutoscalerConfig" (dict "behavior" $scaling.behavior) -}}
{{- include "CHART.merge" (list $advanced ($spec.advanced | default dict) $model.facts.lists) -}}
{{- $_ := set $spec "advanced" $advanced -}}
{{- end -}}
{{- $triggers := list -}}
{{- range $trigger := $scaling.keda.triggers -}}
{{- $triggers = append $triggers (include "CHART.trigger" (dict "model" $model "role" $here.role "keda" $scaling.keda "trigger" $trigger) | fromJson) -}}
{{- end -}}
{{- $_ := set $spec "triggers" $triggers -}}
{{- else -}}
{{- $_ := set $target "apiVersion" $kind.apiVersion -}}
{{- $_ = set $target "kind" $kind.kind -}}
{{- if $scaling.metrics -}}{{- $_ = set $spec "metrics" $scaling.metrics -}}{{- end -}}
{{- if $scaling.behavior -}}{{- $_ = set $spec "behavior" $scaling.behavior -}}{{- end -}}
{{- end -}}
{{- $_ := set $spec "scaleTargetRef" $target -}}
{{- include "CHART.build" (dict "model" $model "key" $key "name" $deployment "layer" (dict "spec" $spec)) -}}
{{- end -}}
{{- end }}

{{/*
A trigger of a ScaledObject, as JSON: {model, role, keda, trigger}. What a metric's series are told apart by is in
facts.json under `metrics`, the first pattern that fits counts. What is one pod's share already is no average: KEDA must
not divide it by the number of pods again.
*/}}
{{- define "CHART.trigger" -}}
{{- $here := . -}}
{{- $trigger := .trigger -}}
{{- $facts := .model.facts.keda -}}
{{- $out := dict "type" "prometheus" -}}
{{- range $field := $facts.trigger -}}
{{- if hasKey $trigger $field -}}{{- $_ := set $out $field (get $trigger $field) -}}{{- end -}}
{{- end -}}
{{- $metadata := dict -}}
{{- if eq $out.type "prometheus" -}}
{{- with .keda.serverAddress -}}{{- $_ := set $metadata "serverAddress" . -}}{{- end -}}
{{- $_ := set $metadata "query" $trigger.query -}}
{{- if not $trigger.query -}}
{{- $origin := list -}}
{{- range $row := .model.facts.metrics -}}
{{- if and (not $origin) (regexMatch (printf "^(%s)$" (first $row)) $trigger.metric) -}}{{- $origin = $row -}}{{- end -}}
{{- end -}}
{{- $_ := set $metadata "query" (include "CHART.query" (dict "model" .model "role" .role "metric" $trigger.metric "origin" $origin)) -}}
{{- if and (index $origin 3) (not $out.metricType) -}}{{- $_ := set $out "metricType" "Value" -}}{{- end -}}
{{- end -}}
{{- range $field := concat (list "threshold" "activationThreshold") $facts.prometheus -}}
{{- if hasKey $trigger $field -}}{{- $_ := set $metadata $field (include "CHART.number" (get $trigger $field)) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- range $field, $value := $trigger.metadata -}}{{- $_ := set $metadata $field (include "CHART.number" $value) -}}{{- end -}}
{{ set $out "metadata" $metadata | toJson }}
{{- end }}

{{/*
A PromQL query for a metric of this very model: its pool, its name or its pods, by who exports the metric.
*/}}
{{- define "CHART.query" -}}
{{- $namespace := include "CHART.promQuote" .model.namespace -}}
{{- $by := index .origin 1 -}}
{{- $pods := dict "picker" .model.names.eppDeployment "pod" (get .model.names (print .role "Deployment")) -}}
{{ index .origin 2 }}({{ .metric }}{namespace={{ $namespace }},
{{- if hasKey $pods $by -}}
pod=~{{ include "CHART.promQuote" (print (get $pods $by) "-.+") }}
{{- $others := list -}}
{{- range (eq $by "pod" | ternary (get .model.values .role | default dict) dict).variants -}}
{{- $others = append $others (include "CHART.variantName" (list $.model $.role .name)) -}}
{{- end -}}
{{- if $others -}}
,pod!~{{ include "CHART.promQuote" (printf "(%s)-.+" (join "|" $others)) }}
{{- end -}}
{{- else if has $by (list "name" "inference_pool") -}}
{{ $by }}={{ include "CHART.promQuote" .model.names.inferencePool }}
{{- else -}}
{{ $by }}={{ include "CHART.promQuote" .model.values.routing.modelName }}
{{- end -}}
})
{{- end }}

{{/*
A number, or text that is one, as text.
*/}}
{{- define "CHART.number" -}}
{{- if kindIs "string" . -}}{{- . -}}{{- else -}}{{- toJson . -}}{{- end -}}
{{- end }}

{{/*
A text as PromQL quotes it.
*/}}
{{- define "CHART.promQuote" -}}
"{{ . | replace "\\" "\\\\" | replace "\"" "\\\"" | replace "\n" "\\n" }}"
{{- end }}
