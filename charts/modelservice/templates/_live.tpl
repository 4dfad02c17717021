{{/*
An object as the cluster has it, put into `live` under KIND/NAMESPACE/NAME, and asked for only once: {live,
apiVersion, kind, namespace, name}. It is empty where there is none, and without a cluster. Whoever may apply an object
may get it, since Helm does so itself.
*/}}
{{- define "modelservice.look" -}}
{{- $id := printf "%s/%s/%s" .kind .namespace .name -}}
{{- if not (hasKey .live $id) -}}
{{- $_ := set .live $id (lookup .apiVersion .kind .namespace .name | default dict) -}}
{{- end -}}
{{- end }}

{{/*
Whether an object of the cluster is this release's, or one of the operator's that the release is about to take over:
`(list ROOT OBJECT)`. Helm refuses objects of anybody else itself. One that is being deleted does not count.
*/}}
{{- define "modelservice.isOurs" -}}
{{- $release := (first .).Release -}}
{{- $metadata := (last .).metadata | default dict -}}
{{- $annotations := $metadata.annotations | default dict -}}
{{- $name := get $annotations "meta.helm.sh/release-name" -}}
{{- $ours := and (eq $name $release.Name) (eq (get $annotations "meta.helm.sh/release-namespace") $release.Namespace) -}}
{{- range $metadata.ownerReferences -}}
{{- if and (eq .kind "ModelService") (hasPrefix "llm-d.ai/" .apiVersion) -}}{{- $ours = true -}}{{- end -}}
{{- end -}}
{{- if and $ours (not $metadata.deletionTimestamp) -}}yes{{- end -}}
{{- end }}

{{/*
How many pods the roles have now, where an autoscaler owns that number: to write any other would stop some of them.
`(list ROOT LIVE KINDS)`, LIVE being what `look` fills, KINDS by role the kinds of workload that it may have.
*/}}
{{- define "modelservice.liveReplicas" -}}
{{- $root := first . -}}
{{- $live := index . 1 -}}
{{- $kinds := last . -}}
{{- $replicas := dict -}}
{{- $facts := include "modelservice.facts" $root | fromJson -}}
{{- range $role := $facts.roles -}}
{{- if or $root.Values.decoupleScaling (get ($root.Values.autoscaling | default dict) $role) -}}
{{- $name := include "modelservice.child" (list $root (get $facts.suffixes (get $facts.pods $role))) -}}
{{- range $kind := get $kinds $role -}}
{{- if or (eq $kind.apiVersion "apps/v1") ($root.Capabilities.APIVersions.Has (print $kind.apiVersion "/" $kind.kind)) -}}
{{- include "modelservice.look" (dict "live" $live "apiVersion" $kind.apiVersion "kind" $kind.kind "namespace" $root.Release.Namespace "name" $name) -}}
{{- with get $live (printf "%s/%s/%s" $kind.kind $root.Release.Namespace $name) -}}
{{- $_ := set $replicas $role .spec.replicas -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $replicas -}}{{- toYaml $replicas -}}{{- end -}}
{{- end }}
