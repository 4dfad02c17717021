{{/*
The keys of the base config, as JSON; an empty list when it is not known here.
*/}}
{{- define "modelservice.baseKeys" -}}
{{- $base := include "modelservice.baseConfig" . | fromYaml -}}
{{- $data := $base.data -}}
{{- if $base.configMap -}}{{- $data = ($base.configMap | fromYaml).data -}}{{- end -}}
{{ keys ($data | default dict) | sortAlpha | toJson }}
{{- end }}

{{/*
The kinds of workload that each role may have, as JSON: those whose keys the base config has, else a Deployment.
*/}}
{{- define "modelservice.roleKinds" -}}
{{- $root := . -}}
{{- $keys := include "modelservice.baseKeys" . | fromJsonArray -}}
{{- $facts := include "modelservice.facts" . | fromJson -}}
{{- $kinds := dict -}}
{{- range $role := $facts.roles -}}
{{- $found := list -}}
{{- range $facts.workloads -}}{{- if has (print $role .suffix) $keys -}}{{- $found = append $found . -}}{{- end -}}{{- end -}}
{{- $isPlain := or (not $keys) (and (kindIs "map" (get $root.Values $role)) (not (has $facts.setOfRoles.suffix $keys))) -}}
{{- if and (not $found) $isPlain -}}{{- $found = list (first $facts.workloads) -}}{{- end -}}
{{- $_ := set $kinds $role $found -}}
{{- end -}}
{{- toJson $kinds -}}
{{- end }}

{{/*
The objects of this release that have names of their own, one on a line: those that the values or the base config's
keys ask for. (A key whose template renders to nothing makes no object after all.)
*/}}
{{- define "modelservice.made" -}}
{{- $keys := include "modelservice.baseKeys" . | fromJsonArray -}}
{{- $facts := include "modelservice.facts" . | fromJson -}}
{{- $suffixes := $facts.suffixes -}}
{{- $kinds := include "modelservice.roleKinds" . | fromJson -}}
{{- if has $facts.setOfRoles.suffix $keys }}
  {{ lower $facts.setOfRoles.kind }}/{{ list $facts (include "modelservice.stem" (list . $facts)) | include "modelservice.cut" }}
{{- end }}
{{- range $role := $facts.roles -}}
{{- if or (kindIs "map" (get $.Values $role)) (get $kinds $role) }}
{{- range get $kinds $role }}
  {{ lower .kind }}/{{ include "modelservice.child" (list $ (get $suffixes (get $facts.pods $role))) }}
{{- end }}
{{- $service := get $facts.services $role }}
{{- if has $service $keys }}
  service/{{ include "modelservice.child" (list $ (get $suffixes $service)) }}
{{- end }}
{{- end }}
{{- end }}
{{- if has "eppDeployment" $keys }}
  deployment/{{ include "modelservice.child" (list $ $suffixes.eppDeployment) }}
{{- end }}
{{- if has "inferencePool" $keys }}
  inferencepool/{{ include "modelservice.child" (list $ $suffixes.inferencePool) }}
{{- end }}
{{- if or (has "httpRoute" $keys) .Values.routing.gatewayRefs }}
  httproute/{{ include "modelservice.child" (list $ $suffixes.httpRoute) }}
{{- end }}
{{- end }}

{{/*
The command that forwards a port to a server that takes requests: `(list ROOT PORT)`. Of a group it is the leader's pod.
*/}}
{{- define "modelservice.portForward" -}}
{{- $root := first . -}}
{{- $kubectl := printf "kubectl --namespace %s" $root.Release.Namespace -}}
{{- $facts := include "modelservice.facts" $root | fromJson -}}
{{- $kinds := include "modelservice.roleKinds" $root | fromJson -}}
{{- $kind := get $kinds $facts.front | default $facts.workloads | first -}}
{{- $target := printf "%s/%s" (lower $kind.kind) (include "modelservice.child" (list $root (get $facts.suffixes (get $facts.pods $facts.front)))) -}}
{{- if or $kind.grouped (has $facts.setOfRoles.suffix (include "modelservice.baseKeys" $root | fromJsonArray)) -}}
{{- $target = "$POD" -}}
{{- $selector := printf "%s=%s,%s=%s,%s=0" $facts.labels.model (include "modelservice.modelLabel" $root) $facts.labels.role $facts.front $facts.labels.workerIndex }}
  POD=$({{ $kubectl }} get pods --output name --selector {{ $selector }} | head -n 1)
{{- end }}
  {{ $kubectl }} port-forward {{ $target }} 8000:{{ last . }} &
{{- end }}

{{/*
The first Gateway among routing.gatewayRefs, as YAML; nothing when there is none.
*/}}
{{- define "modelservice.gateway" -}}
{{- $found := dict -}}
{{- range .Values.routing.gatewayRefs -}}
{{- if and (not $found) (eq (.kind | default "Gateway") "Gateway") -}}{{- $found = . -}}{{- end -}}
{{- end -}}
{{- if $found -}}{{ toYaml $found }}{{- end -}}
{{- end }}
