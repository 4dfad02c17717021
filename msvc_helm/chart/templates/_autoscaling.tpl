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
{{- else if and $scaling.keda (or $scaling.metrics $scaling.behavior) -}}
{{- fail (printf "%s.keda: a ScaledObject brings its own HorizontalPodAutoscaler; keep keda, or metrics and behavior" $path) -}}
{{- end -}}
{{- if hasKey $model.written $role -}}
{{- $replicas := get $model.written $role -}}
{{- if or (lt $replicas $least) (gt $replicas $most) -}}
{{- fail (printf "%s: replicas is %d, outside %d to %d; leave it out" $path $replicas $least $most) -}}
{{- end -}}
{{- end -}}
{{- if $scaling.keda -}}
{{- if not $scaling.keda.serverAddress -}}{{- fail (print $path ".keda.serverAddress: the address of Prometheus is required") -}}{{- end -}}
{{- if not $scaling.keda.triggers -}}{{- fail (print $path ".keda.triggers: a list of at least one metric and threshold is required") -}}{{- end -}}
{{- range $index, $trigger := $scaling.keda.triggers -}}
{{- $where := printf "%s.keda.triggers[%d]" $path $index -}}
{{- if and $trigger.metric $trigger.query -}}{{- fail (print $where ".metric: a query has its metric in it; keep one of them") -}}{{- end -}}
{{- if not (or $trigger.metric $trigger.query) -}}{{- fail (print $where ".metric: a metric is required, or a whole query") -}}{{- end -}}
{{- if not (hasKey $trigger "threshold") -}}{{- fail (print $where ".threshold: required, and not set") -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The object that owns a role's number of pods, where the values ask for one: {model, role}.
*/}}
{{- define "CHART.autoscaler" -}}
{{- $model := .model -}}
{{- $scaling := get ($model.values.autoscaling | default dict) .role -}}
{{- if $scaling -}}
{{- $least := hasKey $scaling "minReplicas" | ternary $scaling.minReplicas 1 -}}
{{- $deployment := print .role "Deployment" -}}
{{- $target := dict "name" (get $model.names $deployment) -}}
{{- $key := print .role "Autoscaler" -}}
{{- $spec := dict "minReplicas" $least "maxReplicas" $scaling.maxReplicas -}}
{{- if $scaling.keda -}}
{{- $key = print .role "ScaledObject" -}}
{{- $spec = dict "minReplicaCount" $least "maxReplicaCount" $scaling.maxReplicas -}}
{{- range $field := list "pollingInterval" "cooldownPeriod" -}}
{{- if hasKey $scaling.keda $field -}}{{- $_ := set $spec $field (get $scaling.keda $field) -}}{{- end -}}
{{- end -}}
{{- $triggers := list -}}
{{- range $trigger := $scaling.keda.triggers -}}
{{- $query := $trigger.query | default (include "CHART.query" (dict "model" $model "deployment" $target.name "metric" $trigger.metric)) -}}
{{- $metadata := dict "serverAddress" $scaling.keda.serverAddress "query" $query "threshold" (include "CHART.number" $trigger.threshold) -}}
{{- if hasKey $trigger "activationThreshold" -}}
{{- $_ := set $metadata "activationThreshold" (include "CHART.number" $trigger.activationThreshold) -}}
{{- end -}}
{{- $made := dict "type" "prometheus" "metadata" $metadata -}}
{{- /* A metric of the pool is one pod's share already: KEDA must not divide it by the number of pods again. */ -}}
{{- if and (not $trigger.query) (hasPrefix "inference_pool_" $trigger.metric) -}}{{- $_ := set $made "metricType" "Value" -}}{{- end -}}
{{- $triggers = append $triggers $made -}}
{{- end -}}
{{- $_ := set $spec "triggers" $triggers -}}
{{- else -}}
{{- $_ := set $target "apiVersion" "apps/v1" -}}
{{- $_ = set $target "kind" "Deployment" -}}
{{- if $scaling.metrics -}}{{- $_ = set $spec "metrics" $scaling.metrics -}}{{- end -}}
{{- if $scaling.behavior -}}{{- $_ = set $spec "behavior" $scaling.behavior -}}{{- end -}}
{{- end -}}
{{- $_ := set $spec "scaleTargetRef" $target -}}
{{- include "CHART.build" (dict "model" $model "key" $key "name" $deployment "layer" (dict "spec" $spec)) -}}
{{- end -}}
{{- end }}

{{/*
A PromQL query for a metric of this very model: its pool, its name or its pods, by who exports the metric.
*/}}
{{- define "CHART.query" -}}
{{- $namespace := include "CHART.promQuote" .model.namespace -}}
{{- if hasPrefix "inference_pool_" .metric -}}
max({{ .metric }}{namespace={{ $namespace }},name={{ include "CHART.promQuote" .model.names.inferencePool }}})
{{- else if or (hasPrefix "inference_model_" .metric) (hasPrefix "inference_objective_" .metric) -}}
sum({{ .metric }}{namespace={{ $namespace }},model_name={{ include "CHART.promQuote" .model.values.routing.modelName }}})
{{- else -}}
sum({{ .metric }}{namespace={{ $namespace }},pod=~{{ include "CHART.promQuote" (print .deployment "-.+") }}})
{{- end -}}
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
