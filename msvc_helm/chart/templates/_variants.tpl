{{/*
The variants of a role: its base template once more for each, under a name and a label of its own: {model, role, kind}.
*/}}
{{- define "CHART.variants" -}}
{{- $here := . -}}
{{- $model := .model -}}
{{- $section := get $model.values .role | default dict -}}
{{- if $section.variants -}}{{- include "CHART.variantsFit" . -}}{{- end -}}
{{- range $index, $variant := $section.variants -}}
{{- $whole := deepCopy $section -}}
{{- range $model.facts.variants.notTaken -}}{{- $_ := unset $whole . -}}{{- end -}}
{{- range $model.facts.variants.whole -}}{{- if hasKey $variant . -}}{{- $_ := unset $whole . -}}{{- end -}}{{- end -}}
{{- include "CHART.merge" (list $whole (omit $variant "name" | deepCopy) $model.facts.lists) -}}
{{- $inner := omit $model "base" "roleKinds" -}}
{{- $_ := set $inner "objects" dict -}}
{{- $_ = set $inner "variant" $variant.name -}}
{{- $_ = set $inner "paths" (dict $here.role (printf "%s.variants[%d]" $here.role $index)) -}}
{{- $_ = set $inner "takenAway" (dict $here.role (include "CHART.variantTakesAway" (dict "model" $model "role" $here.role "variant" $variant) | fromJson)) -}}
{{- $_ = set $inner "values" (set (omit $model.values "decoupleScaling" "autoscaling") $here.role $whole) -}}
{{- include "CHART.data" $inner -}}
{{- $_ = set (set $inner.data "Variant" $variant.name) "EPPServiceAccountName" $model.names.eppServiceAccount -}}
{{- include "CHART.base" $inner -}}
{{- $name := print $here.role "Deployment" -}}
{{- $_ = set $inner "names" (set (omit $model.names $name) $name (include "CHART.variantName" (list $model $here.role $variant.name))) -}}
{{- include "CHART.roleKinds" $inner -}}
{{- $kind := first (get $inner.roleKinds $here.role) -}}
{{- include "CHART.roleWorkload" (dict "model" $inner "role" $here.role "kind" $kind) -}}
{{- $key := print $here.role "Variants" -}}
{{- $made := get $inner.objects (print $here.role $kind.suffix) -}}
{{- $_ = set $model.objects $key (concat (get $model.objects $key | default list) $made) -}}
{{- end -}}
{{- end }}

{{/*
Fails for what a role with variants cannot have: {model, role, kind}.
*/}}
{{- define "CHART.variantsFit" -}}
{{- $model := .model -}}
{{- if eq .kind.kind $model.facts.setOfRoles.kind -}}
{{- fail (printf "%s.variants: the roles of a %s have no variants; make %s a LeaderWorkerSet of its own" .role .kind.kind .role) -}}
{{- end -}}
{{- $scaling := get ($model.values.autoscaling | default dict) .role -}}
{{- if and $scaling .kind.selects -}}
{{- $isMixed := not (or $scaling.keda $scaling.metrics) -}}
{{- range $scaling.metrics -}}{{- if not (has .type (list "External" "Object")) -}}{{- $isMixed = true -}}{{- end -}}{{- end -}}
{{- range ($scaling.keda).triggers -}}{{- if has .type (list "cpu" "memory") -}}{{- $isMixed = true -}}{{- end -}}{{- end -}}
{{- if $isMixed -}}
{{- fail (printf "autoscaling.%s: an autoscaler of %s would count the variants' pods as its own; give it metrics of the types External or Object only, or KEDA's" .role (get $model.names (print .role "Deployment"))) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The name of a variant's workload: `(list MODEL ROLE VARIANT)`.
*/}}
{{- define "CHART.variantName" -}}
{{- $model := first . -}}
{{ list $model.facts (printf "%s-%s" (get $model.names (get $model.facts.pods (index . 1))) (last .)) | include "CHART.cut" }}
{{- end }}

{{/*
The resources that a variant's containers take away, or the role's where the variant gives none, as JSON: {model, role,
variant}.
*/}}
{{- define "CHART.variantTakesAway" -}}
{{- $taken := deepCopy (get .model.takenAway .role | default dict) -}}
{{- $variant := .variant -}}
{{- range $kind := list "initContainers" "containers" -}}
{{- range $container := get $variant $kind | default list -}}
{{- $own := get $taken (printf "%s/%s" $kind $container.name) | default dict -}}
{{- range $field := list "limits" "requests" -}}
{{- range $resource, $amount := get ($container.resources | default dict) $field | default dict -}}
{{- $_ := unset $own (printf "%s/%s" $field $resource) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $id, $more := get .model.takenAway (print .role "/" $variant.name) | default dict -}}
{{- $_ := set $taken $id (merge (get $taken $id | default dict) $more) -}}
{{- end -}}
{{- toJson $taken -}}
{{- end }}
