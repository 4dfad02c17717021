{{/*
Prefill and decode: what each role that the values or the base config have consists of.
*/}}
{{- define "CHART.roles" -}}
{{- $model := . -}}
{{- include "CHART.autoscalingFits" $model -}}
{{- include "CHART.roleKinds" $model -}}
{{- $_ := set $model "live" (include "CHART.liveReplicas" (list $model.root $model.inCluster $model.roleKinds) | fromYaml) -}}
{{- $made := list -}}
{{- range $role := $model.facts.roles -}}
{{- if get $model.roleKinds $role -}}
{{- $kind := first (get $model.roleKinds $role) -}}
{{- if eq $kind.kind $model.facts.setOfRoles.kind -}}
{{- include "CHART.setRole" (dict "model" $model "role" $role) -}}
{{- else -}}
{{- include "CHART.roleWorkload" (dict "model" $model "role" $role "kind" $kind) -}}
{{- end -}}
{{- include "CHART.variants" (dict "model" $model "role" $role "kind" $kind) -}}
{{- $made = append $made $role -}}
{{- $key := print $role "Service" -}}
{{- if hasKey $model.base $key -}}
{{- $labels := merge (dict $model.facts.labels.role $role) $model.labels -}}
{{- include "CHART.build" (dict "model" $model "key" $key "layer" (dict "spec" (dict "selector" $labels))) -}}
{{- end -}}
{{- include "CHART.autoscaler" (dict "model" $model "role" $role) -}}
{{- else if get ($model.values.autoscaling | default dict) $role -}}
{{- fail (printf "autoscaling.%s: there is no %s to scale" $role $role) -}}
{{- end -}}
{{- end -}}
{{- if hasKey $model.base $model.facts.setOfRoles.suffix -}}
{{- $layer := dict "metadata" (dict "labels" (deepCopy $model.labels)) -}}
{{- include "CHART.build" (dict "model" $model "key" $model.facts.setOfRoles.suffix "layer" $layer) -}}
{{- end -}}
{{- include "CHART.roleAccounts" (list $model $made) -}}
{{- end }}

{{/*
What a section's replicas and labels set in a workload, as YAML: {section, labels, selects}.
*/}}
{{- define "CHART.workload" -}}
{{- $section := .section -}}
{{- $labels := .labels -}}
metadata:
  labels: {{ toJson $labels }}
spec:
  {{- if hasKey $section "replicas" }}
  replicas: {{ int64 $section.replicas }}
  {{- end }}
  {{- if .selects }}
  selector:
    matchLabels: {{ toJson $labels }}
  {{- end }}
{{- end }}

{{/*
Both container lists of a section, put into `out`: arguments rendered and the model volume mounted, but for the
endpoint picker, which has neither. An empty value says nothing. `below` is the base's pod template, `beside` all that its
workload has: a container that only some of them have goes there.
*/}}
{{- define "CHART.containers" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- range $kind := list "initContainers" "containers" -}}
{{- $containers := list -}}
{{- range $index, $container := get $here.section $kind | default list -}}
{{- $layer := dict -}}
{{- range $field, $value := omit $container "mountModelVolume" -}}
{{- if $value -}}{{- $_ := set $layer $field $value -}}{{- end -}}
{{- end -}}
{{- if ne $here.role $model.facts.picker.section -}}
{{- $arguments := list -}}
{{- range $position, $text := $container.args -}}
{{- $path := printf "%s.%s[%d].args[%d]" $here.role $kind $index $position -}}
{{- $arguments = append $arguments (include "CHART.argument" (dict "text" $text "data" $model.data "path" $path)) -}}
{{- end -}}
{{- if $arguments -}}{{- $_ := set $layer "args" $arguments -}}{{- end -}}
{{- if $container.mountModelVolume -}}
{{- include "CHART.mountModel" (dict "model" $model "layer" $layer) -}}
{{- end -}}
{{- end -}}
{{- $path := printf "%s.%s[%d].args[0]" $here.role $kind $index -}}
{{- include "CHART.argumentsFit" (dict "model" $model "below" $here.below "kind" $kind "layer" $layer "path" $path) -}}
{{- if eq (include "CHART.goesThere" (dict "name" $layer.name "kind" $kind "below" $here.below "beside" $here.beside)) "yes" -}}
{{- $containers = append $containers $layer -}}
{{- end -}}
{{- end -}}
{{- if $containers -}}{{- $_ := set $here.out $kind $containers -}}{{- end -}}
{{- end -}}
{{- end }}

{{/*
Fails if the model owner's arguments would get between a shell or Python and what the base config starts by it: they come
before the base's. Arguments that name a program of their own are meant to.
*/}}
{{- define "CHART.argumentsFit" -}}
{{- $here := . -}}
{{- $own := .layer.args | default list -}}
{{- if and $own (not .layer.command) (hasPrefix "-" (first $own | default "")) -}}
{{- range $base := dig "spec" .kind (list) (.below | default dict) -}}
{{- if eq (toString $base.name) $here.layer.name -}}
{{- $command := $base.command | default list -}}
{{- $words := list -}}
{{- range concat $command ($base.args | default list) -}}{{- $words = append $words (toString . | replace "\n" " ") -}}{{- end -}}
{{- $started := regexFind $here.model.facts.starters (join "\n" $words) -}}
{{- $ownProgram := or (has "-c" $own) (and (regexMatch "(^|\n|/)python" $started) (has "-m" $own)) -}}
{{- if and $started (ge (sub (len (splitList "\n" $started)) 1) (len $command)) (not $ownProgram) -}}
{{- fail (printf "%s: %q would come before what the base config starts by a shell or Python, and the container would not start; the base config must have the script in its command, with \"$@\", or read an environment variable" $here.path (first $own)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The pod's volume for the model, as YAML.
*/}}
{{- define "CHART.modelVolume" -}}
name: {{ .facts.modelVolume.name }}
{{- if .source.inClaim }}
persistentVolumeClaim: {claimName: {{ quote .source.claim }}{{ if .source.readOnly }}, readOnly: true{{ end }}}
{{- else if .source.inImage }}
image: {reference: {{ quote .source.path }}}
{{- else if hasKey .values.modelArtifacts "size" }}
emptyDir: {sizeLimit: {{ toJson .values.modelArtifacts.size | trimAll "\"" | quote }}}
{{- else }}
emptyDir: {}
{{- end }}
{{- end }}

{{/*
The mount of the model volume and the environment that goes with it, each variable unless the container names it.
*/}}
{{- define "CHART.mountModel" -}}
{{- $model := .model -}}
{{- $volume := .model.facts.modelVolume -}}
{{- $mount := dict "name" $volume.name "mountPath" $volume.mountPath -}}
{{- if $model.source.readOnly -}}{{- $_ := set $mount "readOnly" true -}}{{- end -}}
{{- $mounts := .layer.volumeMounts | default list -}}
{{- $taken := false -}}
{{- range $mounts -}}{{- if eq .mountPath $mount.mountPath -}}{{- $taken = true -}}{{- end -}}{{- end -}}
{{- if not $taken -}}{{- $_ := set .layer "volumeMounts" (concat (list $mount) $mounts) -}}{{- end -}}
{{- $env := .layer.env | default list -}}
{{- $own := dict -}}
{{- range $env -}}{{- $_ := set $own .name true -}}{{- end -}}
{{- if $model.source.fromHuggingFace -}}
{{- with $model.values.modelArtifacts.authSecretName -}}
{{- $token := dict "name" $volume.token "valueFrom" (dict "secretKeyRef" (dict "name" . "key" $volume.token)) -}}
{{- if not (hasKey $own $volume.token) -}}{{- $env = append $env $token -}}{{- end -}}
{{- end -}}
{{- if not (hasKey $own $volume.home) -}}
{{- $env = append $env (dict "name" $volume.home "value" $model.source.mountedPath) -}}
{{- end -}}
{{- end -}}
{{- if $env -}}{{- $_ := set .layer "env" $env -}}{{- end -}}
{{- end }}

{{/*
The node label of an accelerator required as well: ANDed into each term that is there. A term without any expression
matches no node and is left to match none.
*/}}
{{- define "CHART.accelerators" -}}
{{- $wanted := dict "key" .wanted.labelKey "operator" "In" "values" .wanted.labelValues -}}
{{- $field := "requiredDuringSchedulingIgnoredDuringExecution" -}}
{{- $affinity := .pod.affinity | default dict -}}
{{- $node := $affinity.nodeAffinity | default dict -}}
{{- $required := get $node $field | default dict -}}
{{- $terms := list -}}
{{- range $term := $required.nodeSelectorTerms -}}
{{- if or $term.matchExpressions $term.matchFields -}}
{{- $_ := set $term "matchExpressions" (append ($term.matchExpressions | default list) $wanted) -}}
{{- end -}}
{{- $terms = append $terms $term -}}
{{- end -}}
{{- $_ := set $required "nodeSelectorTerms" ($terms | default (list (dict "matchExpressions" (list $wanted)))) -}}
{{- $_ = set $node $field $required -}}
{{- $_ = set $affinity "nodeAffinity" $node -}}
{{- $_ = set .pod "affinity" $affinity -}}
{{- end }}
