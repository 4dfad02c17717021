{{/*
The model of this release, put into the dict {root}: `values` without nulls, `names` of the children, `source` of the
weights, `gie`, and `data`, which is what the base config's templates see.
*/}}
{{- define "CHART.model" -}}
{{- $root := .root -}}
{{- $values := $root.Values | toJson | fromJson -}}
{{- $_ := set . "facts" (include "CHART.facts" $root | fromJson) -}}
{{- $_ = set . "written" dict -}}
{{- $_ = set . "takenAway" dict -}}
{{- range $role := .facts.sections -}}
{{- $section := get $values $role -}}
{{- if kindIs "map" $section -}}
{{- $taken := dict -}}
{{- include "CHART.takenAway" (list $section $taken) -}}
{{- $_ := set $.takenAway $role $taken -}}
{{- range $variant := $section.variants -}}
{{- $taken := dict -}}
{{- include "CHART.takenAway" (list $variant $taken) -}}
{{- $_ := set $.takenAway (print $role "/" $variant.name) $taken -}}
{{- if not (hasKey $variant "replicas") -}}{{- $_ := set $variant "replicas" 1 -}}{{- end -}}
{{- end -}}
{{- if not (hasKey $section "replicas") -}}
{{- $_ := set $section "replicas" 1 -}}
{{- else if not (kindIs "invalid" $section.replicas) -}}
{{- $_ := set $.written $role (int64 $section.replicas) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- include "CHART.withoutNulls" $values -}}
{{- include "CHART.exact" (list "" $values) -}}
{{- $_ = required "routing.modelName is not set: the name clients send in the field `model`" ($values.routing).modelName -}}
{{- range $ref := ($values.routing).gatewayRefs -}}
{{- $_ := set $ref "group" (hasKey $ref "group" | ternary $ref.group "gateway.networking.k8s.io") -}}
{{- $_ = set $ref "kind" ($ref.kind | default "Gateway") -}}
{{- if hasKey $ref "port" -}}{{- $_ = set $ref "port" (int $ref.port) -}}{{- end -}}
{{- end -}}
{{- $_ = set . "values" $values -}}
{{- $_ = set . "objects" dict -}}
{{- $_ = set . "inCluster" dict -}}
{{- $_ = set . "namespace" $root.Release.Namespace -}}
{{- $_ = set . "gie" (include "CHART.gie" $root) -}}
{{- $_ = set . "name" (include "CHART.name" $root) -}}
{{- include "CHART.names" . -}}
{{- include "CHART.source" . -}}
{{- include "CHART.containersAreNamed" . -}}
{{- include "CHART.data" . -}}
{{- end }}

{{/*
A map without the entries that are null, at any depth: there null means absent.
*/}}
{{- define "CHART.withoutNulls" -}}
{{- $map := . -}}
{{- range $key, $value := $map -}}
{{- if kindIs "invalid" $value -}}
{{- $_ := unset $map $key -}}
{{- else if kindIs "map" $value -}}
{{- include "CHART.withoutNulls" $value -}}
{{- else if kindIs "slice" $value -}}
{{- range $value -}}{{- if kindIs "map" . -}}{{- include "CHART.withoutNulls" . -}}{{- end -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The version of the Gateway API Inference Extension to write for: the value, or what the cluster serves.
*/}}
{{- define "CHART.gie" -}}
{{- $asked := .Values.gie | default "auto" -}}
{{- if ne $asked "auto" -}}
{{ $asked }}
{{- else -}}
{{- $served := .Capabilities.APIVersions -}}
{{- $groups := (include "CHART.facts" . | fromJson).gieGroups -}}
{{- and ($served.Has (print $groups.v1alpha2 "/v1alpha2")) (not ($served.Has (print $groups.v1 "/v1"))) | ternary "v1alpha2" "v1" -}}
{{- end -}}
{{- end }}

{{/*
The names of the children, and the labels that tie them together.
*/}}
{{- define "CHART.names" -}}
{{- $root := .root -}}
{{- $names := dict "inferenceModel" .name -}}
{{- $facts := .facts -}}
{{- $stem := include "CHART.stem" (list $root $facts) -}}
{{- range $key, $suffix := $facts.suffixes -}}
{{- $_ := set $names $key (list $facts (printf "%s-%s" $stem $suffix) | include "CHART.cut") -}}
{{- end -}}
{{- $_ := set $names $facts.setOfRoles.suffix (list $facts $stem | include "CHART.cut") -}}
{{- $_ = set . "names" $names -}}
{{- $_ = set . "modelLabel" (include "CHART.modelLabel" $root) -}}
{{- $_ = set . "labels" (dict .facts.labels.serving "true" .facts.labels.model .modelLabel) -}}
{{- $_ = set . "eppLabels" (dict .facts.labels.epp $names.eppDeployment) -}}
{{- end }}

{{/*
Where the weights are: modelArtifacts.uri taken apart into `source`, its adapters into the list `adapters`.
*/}}
{{- define "CHART.source" -}}
{{- $model := . -}}
{{- $artifacts := .values.modelArtifacts | default dict -}}
{{- $uri := required (printf "modelArtifacts.uri is not set: for example %s" .facts.exampleURI) $artifacts.uri -}}
{{- $_ := set . "source" (include "CHART.uri" (dict "model" . "uri" $uri "at" "modelArtifacts.uri" "isAdapter" false) | fromJson) -}}
{{- $_ = set . "adapters" list -}}
{{- $taken := dict -}}
{{- range $index, $entry := $artifacts.adapters -}}
{{- $at := printf "modelArtifacts.adapters[%d]" $index -}}
{{- if eq $entry.name $model.values.routing.modelName -}}{{- fail (print $at ".name: is the name of the model itself") -}}{{- end -}}
{{- $source := include "CHART.uri" (dict "model" $model "uri" $entry.uri "at" (print $at ".uri") "isAdapter" true) | fromJson -}}
{{- $adapter := dict "name" $entry.name "path" $source.path "volume" dict -}}
{{- if or $source.inClaim $source.inImage -}}
{{- $label := list $model.facts $entry.name | include "CHART.sanitise" -}}
{{- if not $label -}}{{- fail (printf "%s.name: %q has no character that the name of a volume can have" $at $entry.name) -}}{{- end -}}
{{- $volume := include "CHART.volume" (dict "name" (list $model.facts (print $model.facts.adapters.prefix $label) | include "CHART.cut") "source" $source) | fromYaml -}}
{{- if hasKey $taken $volume.name -}}
{{- fail (printf "%s.name: is too much like %q: both make the volume %s" $at (get $taken $volume.name) $volume.name) -}}
{{- end -}}
{{- $_ := set $taken $volume.name $entry.name -}}
{{- $mount := printf "%s/%s" $model.facts.adapters.folder $label -}}
{{- $below := trimPrefix $model.facts.modelVolume.mountPath $source.mountedPath -}}
{{- $_ = set (set $adapter "volume" $volume) "mount" (dict "name" $volume.name "mountPath" $mount "readOnly" true) -}}
{{- $_ = set $adapter "path" (print $mount (eq $below "/" | ternary "" $below)) -}}
{{- end -}}
{{- $_ := set $model "adapters" (append $model.adapters $adapter) -}}
{{- end -}}
{{- include "CHART.named" (dict "list" ($artifacts.adapters | default list) "by" "name" "path" "modelArtifacts.adapters") -}}
{{- end }}

{{/*
An address of weights taken apart, as JSON: {model, uri, at, isAdapter}.
*/}}
{{- define "CHART.uri" -}}
{{- $uri := .uri -}}
{{- $at := .at -}}
{{- $scheme := first (splitList "://" $uri) -}}
{{- $rest := trimPrefix (print $scheme "://") $uri -}}
{{- $isAdapter := .isAdapter -}}
{{- $forms := dict -}}
{{- range $name, $about := .model.facts.sources -}}
{{- if or $about.ofAdapters (not $isAdapter) -}}{{- $_ := set $forms $name $about.form -}}{{- end -}}
{{- end -}}
{{- /* Where helm lint goes on after a failure, an unknown scheme is none of these. */ -}}
{{- $unknown := dict "inClaim" false "inImage" false "fromHuggingFace" false "readOnly" false -}}
{{- $about := get .model.facts.sources $scheme | default $unknown -}}
{{- if not (hasKey $forms $scheme) -}}
{{- fail (printf "%s: expected one of %s, found %q" $at (values $forms | sortAlpha | join ", ") $uri) -}}
{{- else if not (regexMatch $about.pattern $rest) -}}
{{- fail (printf "%s: expected %s, found %q" $at $about.form $uri) -}}
{{- end -}}
{{- $version := .model.root.Capabilities.KubeVersion.Version -}}
{{- $since := .model.facts.imageVolumes -}}
{{- if and $about.inImage (semverCompare (printf "<%s-0" $since.first) $version) -}}
{{- fail (printf "%s: %s:// needs Kubernetes %s or later (from %s on by default), found %s" $at $scheme $since.first $since.byDefault $version) -}}
{{- end -}}
{{- $mountPath := .model.facts.modelVolume.mountPath -}}
{{- $source := dict "path" $rest "claim" "" "mountedPath" $mountPath -}}
{{- if and $about.inImage (not (regexMatch .model.facts.image.reference $rest)) -}}
{{- $image := regexFind .model.facts.image.pinned $rest | trimSuffix "/" -}}
{{- $_ := set $source "path" $image -}}
{{- with trimPrefix $image $rest | trimAll "/" -}}{{- $_ := set $source "mountedPath" (printf "%s/%s" $mountPath .) -}}{{- end -}}
{{- if or (regexMatch .model.facts.image.host $image) (regexMatch "/\\.\\.?(/|$)" (trimPrefix $image $rest)) -}}
{{- fail (printf "%s: expected %s, found %q" $at $about.form $uri) -}}
{{- end -}}
{{- end -}}
{{- if $about.inClaim -}}
{{- $parts := splitList "/" $rest -}}
{{- $_ := set $source "claim" (first $parts) -}}
{{- $_ = set $source "path" (rest $parts | join "/") -}}
{{- if not $about.fromHuggingFace -}}
{{- $_ = set $source "mountedPath" (printf "%s/%s" $mountPath $source.path) -}}
{{- else if gt (len $parts) 2 -}}
{{- $folder := slice $parts 1 (int (sub (len $parts) 2)) -}}
{{- $_ = set $source "path" (slice $parts (int (sub (len $parts) 2)) | join "/") -}}
{{- if $folder -}}{{- $_ = set $source "mountedPath" (printf "%s/%s" $mountPath (join "/" $folder)) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{ merge $source (pick $about "inClaim" "inImage" "fromHuggingFace" "readOnly") | toJson }}
{{- end }}

{{/*
Fails for two containers of one name in a list, or two environment variables in a container: a merge by name could not
tell them apart.
*/}}
{{- define "CHART.containersAreNamed" -}}
{{- $values := .values -}}
{{- range $role := .facts.sections -}}
{{- $own := get $values $role | default dict -}}
{{- include "CHART.sectionIsNamed" (list $own $role) -}}
{{- include "CHART.named" (dict "list" ($own.variants | default list) "by" "name" "path" (print $role ".variants")) -}}
{{- range $index, $variant := $own.variants -}}
{{- include "CHART.sectionIsNamed" (list $variant (printf "%s.variants[%d]" $role $index)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The same of one section: `(list SECTION PATH)`.
*/}}
{{- define "CHART.sectionIsNamed" -}}
{{- $own := first . -}}
{{- $path := last . -}}
{{- range $field := list "volumes" "resourceClaims" -}}
{{- include "CHART.named" (dict "list" (get $own $field | default list) "by" "name" "path" (printf "%s.%s" $path $field)) -}}
{{- end -}}
{{- range $kind := list "initContainers" "containers" -}}
{{- $seen := dict -}}
{{- range $container := get $own $kind | default list -}}
{{- $where := printf "%s.%s: %s" $path $kind ($container.name | quote) -}}
{{- if not $container.name -}}{{- fail (printf "%s.%s: a container needs a name" $path $kind) -}}{{- end -}}
{{- if hasKey $seen $container.name -}}{{- fail (printf "%s is there twice" $where) -}}{{- end -}}
{{- $_ := set $seen $container.name true -}}
{{- include "CHART.named" (dict "list" $container.volumeMounts "by" "mountPath" "path" (print $where ".volumeMounts")) -}}
{{- $variables := dict -}}
{{- range $container.env -}}
{{- if hasKey $variables .name -}}{{- fail (printf "%s has %s twice in env" $where (quote .name)) -}}{{- end -}}
{{- $_ := set $variables .name true -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
What the base config's templates, and those in containers' arguments, see as their data.
*/}}
{{- define "CHART.data" -}}
{{- $values := .values -}}
{{- $names := .names -}}
{{- $data := dict "ModelServiceName" .name "ModelServiceNamespace" .namespace "ModelName" $values.routing.modelName
  "HFModelName" (ternary .source.path "" .source.fromHuggingFace)
  "SanitizedModelName" .modelLabel
  "ModelPath" .source.path "MountedModelPath" .source.mountedPath "ModelClaimName" .source.claim
  "AuthSecretName" ($values.modelArtifacts.authSecretName | default "")
  "EPPServiceName" $names.eppService "EPPDeploymentName" $names.eppDeployment
  "EPPServiceAccountName" $names.eppServiceAccount
  "PrefillDeploymentName" $names.prefillDeployment "DecodeDeploymentName" $names.decodeDeployment
  "PrefillServiceName" $names.prefillService "DecodeServiceName" $names.decodeService
  "InferencePoolName" $names.inferencePool "InferenceModelName" $names.inferenceModel
  "Adapters" list "ModelServiceLabels" ($values.labels | default dict) "ModelServiceAnnotations" ($values.annotations | default dict)
  "GatewayRefs" ($values.routing.gatewayRefs | default list)
  "Variant" "" "GIEGroup" (get .facts.gieGroups .gie) "GIEVersion" .gie -}}
{{- $ports := dict -}}
{{- range $values.routing.ports -}}
{{- if not (hasKey $ports .name) -}}{{- $_ := set $ports .name (int64 .port) -}}{{- end -}}
{{- end -}}
{{- $_ := set $data "Ports" $ports -}}
{{- $splits := dict -}}
{{- $_ = set . "splits" $splits -}}
{{- range $role := .facts.roles -}}
{{- $section := get $values $role | default dict -}}
{{- $_ := set $data (print (title $role) "Replicas") ($section.replicas | default 0 | int) -}}
{{- $at := get ($.paths | default dict) $role | default $role -}}
{{- include "CHART.split" (dict "facts" $.facts "data" $data "role" $role "at" $at "section" $section "splits" $splits) -}}
{{- end -}}
{{- range .adapters -}}{{- $_ := set $data "Adapters" (append $data.Adapters (pick . "name" "path")) -}}{{- end -}}
{{- $_ = set . "data" $data -}}
{{- end }}
