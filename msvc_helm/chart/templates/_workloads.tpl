{{/*
The kinds of workload that the roles have, put into `roleKinds`, a list each: that of the base config's key, else a
DisaggregatedSet that it has, or a Deployment, where the values have the role.
*/}}
{{- define "CHART.roleKinds" -}}
{{- $model := . -}}
{{- $kinds := dict -}}
{{- $set := $model.facts.setOfRoles -}}
{{- range $role := $model.facts.roles -}}
{{- $found := list -}}
{{- $keys := list -}}
{{- range $kind := $model.facts.workloads -}}
{{- if hasKey $model.base (print $role $kind.suffix) -}}
{{- $found = append $found $kind -}}
{{- $keys = append $keys (print $role $kind.suffix) -}}
{{- end -}}
{{- end -}}
{{- if include "CHART.roleEntry" (list $model.base $role) -}}
{{- $found = append $found $set -}}
{{- $keys = append $keys $set.suffix -}}
{{- end -}}
{{- if gt (len $found) 1 -}}
{{- fail (printf "the base config's %s: %s has %s as well: a role has one workload; keep one of the two keys" (index $keys 1) $role (first $keys)) -}}
{{- end -}}
{{- if and (not $found) (kindIs "map" (get $model.values $role)) -}}
{{- $found = list (hasKey $model.base $set.suffix | ternary $set (first $model.facts.workloads)) -}}
{{- end -}}
{{- if and $found (not (first $found).scales) -}}{{- include "CHART.scalesNot" (list $model.values $role (first $found)) -}}{{- end -}}
{{- $_ := set $kinds $role $found -}}
{{- end -}}
{{- $_ := set $model "roleKinds" $kinds -}}
{{- end }}

{{/*
Fails where an autoscaler would own the number of what cannot be scaled: `(list VALUES ROLE KIND)`.
*/}}
{{- define "CHART.scalesNot" -}}
{{- $values := first . -}}
{{- $role := index . 1 -}}
{{- $isOwned := get ($values.autoscaling | default dict) $role -}}
{{- if or $isOwned $values.decoupleScaling -}}
{{- fail (printf "%s: no autoscaler can own the replicas of a %s: it has no scale subresource; give replicas, or make %s a LeaderWorkerSet of its own" ($isOwned | empty | ternary "decoupleScaling" (print "autoscaling." $role)) (last .).kind $role) -}}
{{- end -}}
{{- end }}

{{/*
Whether the base config's DisaggregatedSet has a role: `(list BASE ROLE)`.
*/}}
{{- define "CHART.roleEntry" -}}
{{- $role := last . -}}
{{- $spec := ((first .).disaggregatedSet | default dict).spec | default dict -}}
{{- $isThere := false -}}
{{- range $spec.roles -}}{{- if eq (toString .name) $role -}}{{- $isThere = true -}}{{- end -}}{{- end -}}
{{- if $isThere -}}yes{{- end -}}
{{- end }}

{{/*
A role's workload: {model, role, kind}. An autoscaler owns its number of pods where there is one: the number is then left
out, or is the one that runs now, since Helm 3 falls back to one pod when a number that it wrote is left out.
*/}}
{{- define "CHART.roleWorkload" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- $key := print .role .kind.suffix -}}
{{- $layer := include "CHART.roleLayer" (set . "base" (get $model.base $key | default dict)) | fromJson -}}
{{- include "CHART.build" (dict "model" $model "key" $key "name" (print .role "Deployment") "layer" $layer) -}}
{{- include "CHART.finishWorkload" (dict "model" $model "role" .role "kind" .kind "key" $key "workload" (first (get $model.objects $key))) -}}
{{- end }}

{{/*
A role's entry in the DisaggregatedSet of the base config, changed there: {model, role}. It is a LeaderWorkerSet but for
its identity; its labels are those of a workload.
*/}}
{{- define "CHART.setRole" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- $key := $model.facts.setOfRoles.suffix -}}
{{- $set := get $model.base $key -}}
{{- if not $set.spec -}}{{- $_ := set $set "spec" dict -}}{{- end -}}
{{- $entry := dict -}}
{{- range $set.spec.roles -}}{{- if eq (toString .name) $here.role -}}{{- $entry = . -}}{{- end -}}{{- end -}}
{{- if not $entry -}}
{{- $_ := set $entry "name" .role -}}
{{- $_ = set $set.spec "roles" (append ($set.spec.roles | default list) $entry) -}}
{{- end -}}
{{- $kind := dict -}}
{{- range $model.facts.workloads -}}{{- if eq .kind "LeaderWorkerSet" -}}{{- $kind = . -}}{{- end -}}{{- end -}}
{{- $layer := include "CHART.roleLayer" (dict "model" $model "role" .role "kind" $kind "base" $entry) | fromJson -}}
{{- include "CHART.merge" (list $entry $layer $model.facts.lists) -}}
{{- include "CHART.finishWorkload" (dict "model" $model "role" .role "kind" $kind "key" $key "workload" $entry) -}}
{{- end }}

{{/*
What a role's section sets in its workload, as JSON: {model, role, kind, base}, `base` being what the base config has.
*/}}
{{- define "CHART.roleLayer" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- $kind := .kind -}}
{{- $section := get $model.values .role | default dict -}}
{{- $split := get $model.splits .role -}}
{{- include "CHART.workloadFits" (dict "role" .role "at" (get ($model.paths | default dict) .role | default .role) "kind" $kind "section" $section "split" $split) -}}
{{- $base := list -}}
{{- range $path := $kind.templates -}}
{{- with include "CHART.templateAt" (list $here.base $path) -}}{{- $base = append $base (fromJson .) -}}{{- end -}}
{{- end -}}
{{- $labels := merge (dict $model.facts.labels.role .role) $model.labels -}}
{{- with $model.variant -}}{{- $_ := set $labels $model.facts.labels.variant . -}}{{- end -}}
{{- $layer := include "CHART.workload" (dict "section" $section "labels" $labels "selects" $kind.selects) | fromYaml -}}
{{- if not $layer.spec -}}{{- $_ := set $layer "spec" dict -}}{{- end -}}
{{- $last := last $kind.templates -}}
{{- range $path := $kind.templates -}}
{{- $below := include "CHART.templateAt" (list $here.base $path) -}}
{{- if or $below (eq (toJson $path) (toJson $last)) -}}
{{- $pod := dict -}}
{{- include "CHART.runAs" (dict "account" (get $model.accounts $here.role) "pod" $pod) -}}
{{- include "CHART.ownerPod" (dict "facts" $model.facts "section" $section "pod" $pod "volume" (include "CHART.modelVolume" $model | fromYaml)) -}}
{{- include "CHART.adapterVolumes" (list $pod $model.adapters) -}}
{{- include "CHART.containers" (dict "model" $model "section" $section "role" $here.role "out" $pod "below" ($below | default "{}" | fromJson) "beside" $base) -}}
{{- $metadata := include "CHART.ownerMetadata" (dict "facts" $model.facts "section" $section "labels" $labels "role" $here.role) | fromJson -}}
{{- $holder := $layer.spec -}}
{{- range initial $path -}}
{{- if not (hasKey $holder .) -}}{{- $_ := set $holder . dict -}}{{- end -}}
{{- $holder = get $holder . -}}
{{- end -}}
{{- $_ := set $holder (last $path) (dict "metadata" $metadata "spec" $pod) -}}
{{- end -}}
{{- end -}}
{{- if and $kind.grouped $split.size -}}{{- $_ := set $layer.spec.leaderWorkerTemplate "size" $split.size -}}{{- end -}}
{{- toJson $layer -}}
{{- end }}

{{/*
What no merge can say of a finished workload: {model, role, kind, key, workload}.
*/}}
{{- define "CHART.finishWorkload" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- $spec := .workload.spec -}}
{{- $section := get $model.values .role | default dict -}}
{{- $at := get ($model.paths | default dict) .role | default .role -}}
{{- if or $model.values.decoupleScaling (get ($model.values.autoscaling | default dict) .role) -}}
{{- $_ := unset $spec "replicas" -}}
{{- if hasKey $model.live .role -}}{{- $_ := set $spec "replicas" (get $model.live .role) -}}{{- end -}}
{{- end -}}
{{- $size := ($spec.leaderWorkerTemplate).size | default 1 -}}
{{- range $path := .kind.templates -}}
{{- $template := $spec -}}
{{- range $path -}}{{- $template = get ($template | default dict) . -}}{{- end -}}
{{- if $template -}}
{{- include "CHART.splitFits" (dict "facts" $model.facts "at" $at "section" $section "pod" $template.spec "key" $here.key "pods" $size) -}}
{{- include "CHART.ownerFinish" (dict "spec" $spec "pod" $template.spec "section" $section "taken" (get $model.takenAway $here.role | default dict)) -}}
{{- include "CHART.mountAdapters" (dict "pod" $template.spec "adapters" $model.adapters "volume" $model.facts.modelVolume.name) -}}
{{- with $section.acceleratorTypes -}}
{{- include "CHART.accelerators" (dict "pod" $template.spec "wanted" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Fails where a role asks for what its kind of workload cannot do: {role, at, kind, section, split}.
*/}}
{{- define "CHART.workloadFits" -}}
{{- if and (gt .split.nodes 1) (not .kind.grouped) -}}
{{- $path := .section.nodes | empty | ternary "parallelism" "nodes" -}}
{{- fail (printf "%s.%s: %d pods that work together need a group, and %s is a %s; the base config must have %sLeaderWorkerSet or disaggregatedSet for it" .at $path .split.nodes .role .kind.kind .role) -}}
{{- end -}}
{{- if and .section.strategy (ne .kind.kind "Deployment") -}}
{{- fail (printf "%s.strategy: is that of a Deployment, and the base config has a %s for %s; the base config specifies how it rolls" .role .kind.kind .role) -}}
{{- end -}}
{{- end }}

{{/*
The pod template at a path below the spec of a workload, as JSON; nothing where there is none: `(list WORKLOAD PATH)`.
*/}}
{{- define "CHART.templateAt" -}}
{{- $found := (first .).spec -}}
{{- range last . -}}{{- $found = get ($found | default dict) . -}}{{- end -}}
{{- if kindIs "map" $found -}}{{- toJson $found -}}{{- end -}}
{{- end }}

{{/*
Whether a container of the owner's goes into a pod template: {name, kind, below, beside}.
*/}}
{{- define "CHART.goesThere" -}}
{{- $here := . -}}
{{- $isThere := false -}}
{{- $isElsewhere := false -}}
{{- range ((.below).spec | default dict) | dig .kind list -}}{{- if eq (toString .name) $here.name -}}{{- $isThere = true -}}{{- end -}}{{- end -}}
{{- range .beside -}}
{{- range (.spec | default dict) | dig $here.kind list -}}{{- if eq (toString .name) $here.name -}}{{- $isElsewhere = true -}}{{- end -}}{{- end -}}
{{- end -}}
{{- if or $isThere (not $isElsewhere) -}}yes{{- end -}}
{{- end }}

{{/*
Fails where an autoscaler could make groups whose names are too long: {model, role, kind, name, most}.
*/}}
{{- define "CHART.scaledNames" -}}
{{- if .kind.grouped -}}
{{- $walk := dict "refusals" .model.facts.refusals "problems" list "title" (printf "autoscaling.%s" .role) -}}
{{- $base := get .model.base (print .role .kind.suffix) | default dict -}}
{{- $spec := dict "replicas" .most "rolloutStrategy" ($base.spec).rolloutStrategy -}}
{{- include "CHART.groupName" (list $walk .name $spec) -}}
{{- with $walk.problems -}}{{- fail (first . | replace ": metadata.name" ".maxReplicas") -}}{{- end -}}
{{- end -}}
{{- end }}
