{{/*
The spec of the ModelService: every value that is not the chart's own.
*/}}
{{- define "modelservice.spec" -}}
{{- $_ := required "routing.modelName is not set: the name clients send in the field `model`" (.Values.routing).modelName -}}
{{- $example := (include "modelservice.facts" . | fromJson).exampleURI -}}
{{- $_ = required (printf "modelArtifacts.uri is not set: for example %s" $example) (.Values.modelArtifacts).uri -}}
{{- $own := list "nameOverride" "fullnameOverride" "labels" "annotations" "baseConfig" "baseConfigFile" "preset" -}}
{{- $own = concat $own (list "rbac" "eppPullSecrets" "pdPullSecrets" "gie" "inferenceObjective" "operatorDefaults") -}}
{{- $own = concat $own (list "enabled" "global") -}}
{{- $spec := dict -}}
{{- range $key, $value := .Values -}}
{{- if not (has $key $own) -}}{{- $_ = set $spec $key $value -}}{{- end -}}
{{- end -}}
{{- include "modelservice.exact" (list "" $spec) -}}
{{ include "modelservice.yaml" $spec }}
{{- end }}

{{/*
The APIs of the cluster that msvc-post asks about.
*/}}
{{- define "modelservice.apiVersions" -}}
{{- $asked := list -}}
{{- $others := list "gateway.networking.k8s.io/v1" "autoscaling/v2" "keda.sh/v1alpha1" "monitoring.coreos.com/v1" -}}
{{- range $version, $group := (include "modelservice.facts" . | fromJson).gieGroups -}}
{{- $asked = append $asked (print $group "/" $version) -}}
{{- end -}}
{{- $served := list -}}
{{- range concat $asked $others -}}
{{- if $.Capabilities.APIVersions.Has . -}}{{- $served = append $served . -}}{{- end -}}
{{- end -}}
{{ toYaml $served }}
{{- end }}
