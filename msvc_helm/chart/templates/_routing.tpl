{{/*
The endpoint picker: its Deployment and Service, and what lets it watch the pods.
*/}}
{{- define "CHART.endpointPicker" -}}
{{- $model := . -}}
{{- if hasKey $model.base "eppDeployment" -}}
{{- $section := $model.values.endpointPicker | default dict -}}
{{- $pod := dict -}}
{{- include "CHART.runAs" (dict "account" $model.accounts.endpointPicker "pod" $pod) -}}
{{- include "CHART.containers" (dict "model" $model "section" $section "role" $model.facts.picker.section "out" $pod "below" ((($model.base.eppDeployment).spec).template | default dict) "beside" list) -}}
{{- include "CHART.ownerPod" (dict "facts" $model.facts "section" $section "pod" $pod) -}}
{{- $layer := include "CHART.workload" (dict "section" $section "labels" $model.eppLabels "selects" true) | fromYaml -}}
{{- $metadata := include "CHART.ownerMetadata" (dict "facts" $model.facts "section" $section "labels" $model.eppLabels "role" $model.facts.picker.section) | fromJson -}}
{{- $_ := set $layer.spec "template" (dict "metadata" $metadata "spec" $pod) -}}
{{- include "CHART.build" (dict "model" $model "key" "eppDeployment" "layer" $layer) -}}
{{- $spec := (first $model.objects.eppDeployment).spec -}}
{{- include "CHART.ownerFinish" (dict "spec" $spec "pod" $spec.template.spec "section" $section "taken" ($model.takenAway.endpointPicker | default dict)) -}}
{{- with $model.accounts.endpointPicker -}}
{{- if .create -}}
{{- include "CHART.serviceAccount" (dict "model" $model "key" "eppServiceAccount" "annotations" .annotations "secrets" $model.values.eppPullSecrets) -}}
{{- end -}}
{{- end -}}
{{- if hasKey $model.base "eppService" -}}
{{- $labels := dict "metadata" (dict "labels" $model.eppLabels) "spec" (dict "selector" $model.eppLabels) -}}
{{- include "CHART.build" (dict "model" $model "key" "eppService" "layer" $labels) -}}
{{- end -}}
{{- with ($model.values.rbac).eppClusterRole -}}
{{- $subject := dict "kind" "ServiceAccount" "name" $model.names.eppServiceAccount "namespace" $model.namespace -}}
{{- $role := dict "apiGroup" "rbac.authorization.k8s.io" "kind" "ClusterRole" "name" . -}}
{{- include "CHART.build" (dict "model" $model "key" "eppRoleBinding" "layer" (dict "roleRef" $role "subjects" (list $subject))) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The objects of the Gateway API and its Inference Extension.
*/}}
{{- define "CHART.routing" -}}
{{- $model := . -}}
{{- if hasKey $model.base "inferencePool" -}}{{- include "CHART.inferencePool" $model -}}{{- end -}}
{{- if hasKey $model.base "inferenceModel" -}}{{- include "CHART.inferenceModel" $model -}}{{- end -}}
{{- if hasKey $model.base "inferenceObjective" -}}{{- include "CHART.inferenceObjective" $model -}}{{- end -}}
{{- if or (hasKey $model.base "httpRoute") $model.values.routing.gatewayRefs -}}{{- include "CHART.httpRoute" $model -}}{{- end -}}
{{- end }}

{{/*
The pool of the pods that serve this model, in the API that is written for, whichever the base config was written for.
*/}}
{{- define "CHART.inferencePool" -}}
{{- $base := .base.inferencePool -}}
{{- $spec := $base.spec | default dict -}}
{{- $_ := set $base "spec" $spec -}}
{{- $selector := kindIs "map" $spec.selector | ternary $spec.selector dict -}}
{{- $isNew := or (hasKey $spec "targetPorts") (hasKey $spec "endpointPickerRef") (kindIs "map" $selector.matchLabels) -}}
{{- $picker := .names.eppService -}}
{{- if and $isNew (not (hasKey .base "eppDeployment")) -}}{{- $picker = ($spec.endpointPickerRef).name | default $picker -}}{{- end -}}
{{- $layer := dict -}}
{{- if eq .gie "v1" -}}
{{- if not $isNew -}}{{- include "CHART.poolToNew" (dict "spec" $spec "eppService" (.base.eppService | default dict) "picker" .facts.picker) -}}{{- end -}}
{{- $layer = dict "selector" (dict "matchLabels" .labels) "endpointPickerRef" (dict "name" $picker) -}}
{{- else -}}
{{- if $isNew -}}{{- include "CHART.poolToOld" $spec -}}{{- end -}}
{{- $layer = dict "selector" .labels "extensionRef" (dict "name" $picker) -}}
{{- if not (hasKey $spec "targetPortNumber") -}}{{- $_ := set $layer "targetPortNumber" 0 -}}{{- end -}}
{{- end -}}
{{- include "CHART.build" (dict "model" . "key" "inferencePool" "base" $base "layer" (dict "spec" $layer)) -}}
{{- end }}

{{/*
A pool's spec of v1alpha2 as one of v1, in place: {spec, eppService, picker}. The endpoint picker's port is that of its Service
that speaks ext-proc, by name or number, else the first.
*/}}
{{- define "CHART.poolToNew" -}}
{{- $spec := .spec -}}
{{- $_ := set $spec "selector" (dict "matchLabels" ($spec.selector | default dict)) -}}
{{- if hasKey $spec "targetPortNumber" -}}
{{- $_ = set $spec "targetPorts" (list (dict "number" $spec.targetPortNumber)) -}}
{{- $_ = unset $spec "targetPortNumber" -}}
{{- end -}}
{{- $known := .picker -}}
{{- $picker := $spec.extensionRef | default dict -}}
{{- $port := $picker.portNumber -}}
{{- if not $port -}}
{{- range $entry := (.eppService.spec).ports -}}
{{- if and (not $port) (or (has $entry.name $known.portNames) (eq (toString $entry.port) (toString $known.port))) -}}
{{- $port = $entry.port -}}
{{- end -}}
{{- end -}}
{{- range $entry := (.eppService.spec).ports -}}{{- $port = $port | default $entry.port -}}{{- end -}}
{{- end -}}
{{- $_ = set $spec "endpointPickerRef" (merge (dict "port" (dict "number" ($port | default $known.port))) (omit $picker "portNumber")) -}}
{{- $_ = unset $spec "extensionRef" -}}
{{- end }}

{{/*
A pool's spec of v1 as one of v1alpha2, in place; fails where that would lose something.
*/}}
{{- define "CHART.poolToOld" -}}
{{- $ports := .targetPorts | default list -}}
{{- if gt (len $ports) 1 -}}{{- fail (printf "inferencePool: v1alpha2 supports only one target port, found %d" (len $ports)) -}}{{- end -}}
{{- if ne (toString (.appProtocol | default "http")) "http" -}}{{- fail "inferencePool: v1alpha2 supports only the appProtocol http" -}}{{- end -}}
{{- if $ports -}}{{- $_ := set . "targetPortNumber" (first $ports).number -}}{{- end -}}
{{- $_ := set . "selector" ((.selector).matchLabels | default dict) -}}
{{- $picker := .endpointPickerRef | default dict -}}
{{- $extension := omit $picker "port" -}}
{{- with ($picker.port).number -}}{{- $_ := set $extension "portNumber" . -}}{{- end -}}
{{- $_ = set . "extensionRef" $extension -}}
{{- range list "targetPorts" "appProtocol" "endpointPickerRef" -}}{{- $_ := unset $ . -}}{{- end -}}
{{- end }}

{{/*
The name clients use, tied to the pool; today's API has no such object, and an InferenceObjective only if asked for.
*/}}
{{- define "CHART.inferenceModel" -}}
{{- if eq .gie "v1alpha2" -}}
{{- $metadata := .base.inferenceModel.metadata | default dict -}}
{{- $_ := set .base.inferenceModel "metadata" (merge (dict "labels" (deepCopy .labels)) (omit $metadata "labels")) -}}
{{- $spec := dict "modelName" .values.routing.modelName "poolRef" (dict "name" .names.inferencePool) -}}
{{- include "CHART.build" (dict "model" . "key" "inferenceModel" "layer" (dict "spec" $spec)) -}}
{{- else if and .values.inferenceObjective (not (hasKey .base "inferenceObjective")) -}}
{{- include "CHART.inferenceObjective" . -}}
{{- end -}}
{{- end }}

{{/*
The priority of the model's requests: the base's, or made of its InferenceModel's criticality.
*/}}
{{- define "CHART.inferenceObjective" -}}
{{- $pool := dict "group" (get .facts.gieGroups .gie) "name" .names.inferencePool -}}
{{- $layer := dict "metadata" (dict "labels" .labels) "spec" (dict "poolRef" $pool) -}}
{{- if not (hasKey .base "inferenceObjective") -}}
{{- $criticality := ((.base.inferenceModel).spec).criticality | default "Standard" -}}
{{- $_ := set $layer.spec "priority" (get .facts.priorities $criticality | default 0) -}}
{{- end -}}
{{- include "CHART.build" (dict "model" . "key" "inferenceObjective" "name" "inferenceModel" "layer" $layer) -}}
{{- end }}

{{/*
The route from the Gateways to the model. One without rules of its own goes to the pool, or with no pool to the decode
Service's first port.
*/}}
{{- define "CHART.httpRoute" -}}
{{- $model := . -}}
{{- $layer := dict "spec" dict -}}
{{- with .values.routing.gatewayRefs -}}{{- $_ := set $layer.spec "parentRefs" . -}}{{- end -}}
{{- if not (hasKey .base "httpRoute") -}}
{{- $backend := dict "group" (get .facts.gieGroups .gie) "kind" "InferencePool" "name" .names.inferencePool -}}
{{- if not (hasKey .base "inferencePool") -}}
{{- $service := get .facts.services .facts.front -}}
{{- $ports := ((get .base $service | default dict).spec).ports | default list -}}
{{- if not (and $ports (get .roleKinds .facts.front) (hasKey (first $ports) "port")) -}}
{{- fail (printf "routing.gatewayRefs: nothing to route to: the base config has no httpRoute, no inferencePool and no %s with a port" $service) -}}
{{- end -}}
{{- $backend = dict "name" (get .names $service) "port" (first $ports).port -}}
{{- end -}}
{{- $_ := set $layer.spec "rules" (list (dict "backendRefs" (list $backend))) -}}
{{- else -}}
{{- range $rule := (.base.httpRoute.spec).rules -}}
{{- range $backend := $rule.backendRefs -}}{{- include "CHART.regroup" (list $model $backend) -}}{{- end -}}
{{- range $filter := $rule.filters -}}
{{- with ($filter.requestMirror).backendRef -}}{{- include "CHART.regroup" (list $model .) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- include "CHART.build" (dict "model" . "key" "httpRoute" "layer" $layer) -}}
{{- end }}

{{/*
A reference to an InferencePool in the group of the API that is written for: `(list MODEL REFERENCE)`.
*/}}
{{- define "CHART.regroup" -}}
{{- $groups := (first .).facts.gieGroups -}}
{{- $backend := last . -}}
{{- if and (eq (toString $backend.kind) "InferencePool") (has $backend.group (values $groups)) -}}
{{- $_ := set $backend "group" (get $groups (first .).gie) -}}
{{- end -}}
{{- end }}
