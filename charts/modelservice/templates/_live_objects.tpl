{{/*
What the release has in the cluster now, for msvc-post to see that no immutable field would change: the objects that have
one and names of their own, without status and pods. `(list ROOT LIVE)`, LIVE being what `look` fills.
*/}}
{{- define "modelservice.liveObjects" -}}
{{- $root := first . -}}
{{- $live := last . -}}
{{- $keys := include "modelservice.baseKeys" $root | fromJsonArray -}}
{{- $unknown := not $keys -}}
{{- $kinds := include "modelservice.roleKinds" $root | fromJson -}}
{{- $facts := include "modelservice.facts" $root | fromJson -}}
{{- $suffixes := $facts.suffixes -}}
{{- $wanted := list -}}
{{- range $section, $key := $facts.pods -}}
{{- range get $kinds $section | default list -}}
{{- if or (eq .apiVersion "apps/v1") ($root.Capabilities.APIVersions.Has (print .apiVersion "/" .kind)) -}}
{{- $wanted = append $wanted (list .apiVersion .kind (get $suffixes $key)) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $section $facts.picker.section) (or $unknown (has $key $keys)) -}}
{{- $wanted = append $wanted (list "apps/v1" "Deployment" (get $suffixes $key)) -}}
{{- end -}}
{{- if has (get $facts.services $section) $keys -}}
{{- $wanted = append $wanted (list "v1" "Service" (get $suffixes (get $facts.services $section))) -}}
{{- end -}}
{{- end -}}
{{- if and ($root.Values.rbac).eppClusterRole (has (get $facts.pods $facts.picker.section) $keys) -}}
{{- $wanted = append $wanted (list "rbac.authorization.k8s.io/v1" "RoleBinding" $suffixes.eppRoleBinding) -}}
{{- end -}}
{{- $objects := list -}}
{{- range $entry := $wanted -}}
{{- $api := index $entry 0 -}}
{{- $kind := index $entry 1 -}}
{{- $name := include "modelservice.child" (list $root (index $entry 2)) -}}
{{- include "modelservice.look" (dict "live" $live "apiVersion" $api "kind" $kind "namespace" $root.Release.Namespace "name" $name) -}}
{{- $object := get $live (printf "%s/%s/%s" $kind $root.Release.Namespace $name) -}}
{{- if include "modelservice.isOurs" (list $root $object) -}}
{{- $facts := dict "apiVersion" $api "kind" $kind "metadata" (pick $object.metadata "name" "namespace" "labels") -}}
{{- with $object.spec -}}
{{- $_ := set $facts "spec" (omit . "template" "leaderWorkerTemplate") -}}
{{- with .leaderWorkerTemplate -}}{{- $_ := set $facts.spec "leaderWorkerTemplate" (pick . "subGroupPolicy") -}}{{- end -}}
{{- end -}}
{{- with $object.roleRef -}}{{- $_ := set $facts "roleRef" . -}}{{- end -}}
{{- $objects = append $objects $facts -}}
{{- end -}}
{{- end -}}
{{- if $objects -}}{{- toYaml $objects -}}{{- end -}}
{{- end }}
