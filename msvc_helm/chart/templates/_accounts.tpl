{{/*
What the base config says beside its objects, put into `settings`: each of `settingTemplates`, a key and the template of
the uppermost layer that has it.
*/}}
{{- define "CHART.settings" -}}
{{- $model := . -}}
{{- $_ := set $model "settings" dict -}}
{{- range $key, $template := $model.settingTemplates -}}
{{- $text := include (print "CHART.base." $template) $model.data -}}
{{- if eq $key $model.facts.settings.ownerMay -}}
{{- if not (has (regexReplaceAll "(?m)(^---|#.*)$" $text "" | trim) (list "" "null" "~")) -}}
{{- $_ := set $model.settings $key (fromYamlArray $text) -}}
{{- include "CHART.ownerMay" (list $model (fromYamlArray $text)) -}}
{{- end -}}
{{- else -}}
{{- $said := fromYaml $text -}}
{{- if hasKey $said "Error" -}}{{- fail (printf "the base config's %s: %s" $key $said.Error) -}}{{- end -}}
{{- include "CHART.withoutNulls" $said -}}
{{- $_ := set $model.settings $key $said -}}
{{- end -}}
{{- end -}}
{{- include "CHART.accounts" $model -}}
{{- end }}

{{/*
Fails for a field of the sections that the base config does not allow: `(list MODEL ALLOWED)`.
*/}}
{{- define "CHART.ownerMay" -}}
{{- $model := first . -}}
{{- $allowed := last . -}}
{{- range $name := $allowed -}}
{{- if not (has $name $model.facts.owner.all) -}}
{{- fail (printf "the base config's ownerMay: expected the name of a field, found %v" $name) -}}
{{- end -}}
{{- end -}}
{{- range $section := $model.facts.sections -}}
{{- $own := get $model.values $section | default dict -}}
{{- include "CHART.sectionMay" (dict "facts" $model.facts "allowed" $allowed "own" $own "at" $section) -}}
{{- range $index, $variant := $own.variants -}}
{{- include "CHART.sectionMay" (dict "facts" $model.facts "allowed" $allowed "own" $variant "at" (printf "%s.variants[%d]" $section $index)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The same of one section: {facts, allowed, own, at}.
*/}}
{{- define "CHART.sectionMay" -}}
{{- $here := . -}}
{{- range $field := .facts.owner.all -}}
{{- $found := list -}}
{{- if hasKey $here.own $field -}}{{- $found = append $found (print $here.at "." $field) -}}{{- end -}}
{{- range $kind := list "initContainers" "containers" -}}
{{- range $index, $container := get $here.own $kind | default list -}}
{{- if hasKey $container $field -}}{{- $found = append $found (printf "%s.%s[%d].%s" $here.at $kind $index $field) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $found (not (has $field $here.allowed)) -}}
{{- fail (printf "%s: the base config allows no %s; ownerMay lists: %s" (first $found) $field (join ", " $here.allowed | default "nothing")) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Whom the pods of each section run as, put into `accounts`: name, whether it is made, annotations, and `automount` where
somebody says. What the base config says is below the values.
*/}}
{{- define "CHART.accounts" -}}
{{- $model := . -}}
{{- $said := get $model.settings $model.facts.settings.accounts | default dict -}}
{{- $_ := set $model "accounts" dict -}}
{{- range $section := $model.facts.sections -}}
{{- $usual := get $model.names (has $section $model.facts.roles | ternary "pdServiceAccount" "eppServiceAccount") -}}
{{- $about := deepCopy (get $said $section | default dict) -}}
{{- include "CHART.merge" (list $about ((get $model.values $section | default dict).serviceAccount | default dict) $model.facts.lists) -}}
{{- $name := $about.name | default $usual -}}
{{- $_ := set $about "name" $name -}}
{{- if not (hasKey $about "create") -}}{{- $_ := set $about "create" (eq $name $usual) -}}{{- end -}}
{{- if and $about.annotations (not $about.create) -}}
{{- fail (printf "%s.serviceAccount.annotations: the account %q is not made, and nobody annotates it" $section $name) -}}
{{- end -}}
{{- $_ = set $model.accounts $section $about -}}
{{- end -}}
{{- $_ = set $model.names "eppServiceAccount" $model.accounts.endpointPicker.name -}}
{{- $_ = set $model.data "EPPServiceAccountName" $model.names.eppServiceAccount -}}
{{- end }}

{{/*
What a section's pods say of their account, put into `pod`: {account, pod}.
*/}}
{{- define "CHART.runAs" -}}
{{- $_ := set .pod "serviceAccountName" .account.name -}}
{{- if hasKey .account "automount" -}}{{- $_ = set .pod "automountServiceAccountToken" .account.automount -}}{{- end -}}
{{- end }}

{{/*
The accounts that are made for the roles in the list `roles`, one for each name: `(list MODEL ROLES)`.
*/}}
{{- define "CHART.roleAccounts" -}}
{{- $model := first . -}}
{{- $made := dict -}}
{{- range $role := last . -}}
{{- $account := get $model.accounts $role -}}
{{- if $account.create -}}
{{- $known := get $made $account.name | default dict -}}
{{- if not $known -}}
{{- $key := eq $account.name $model.names.pdServiceAccount | ternary "pdServiceAccount" (print $role "ServiceAccount") -}}
{{- $known = dict "key" $key "name" $account.name "annotations" dict -}}
{{- $_ := set $made $account.name $known -}}
{{- end -}}
{{- range $key, $value := $account.annotations -}}
{{- if and (hasKey $known.annotations $key) (ne (get $known.annotations $key) $value) -}}
{{- fail (printf "%s.serviceAccount.annotations.%s: the other role annotates the same account with %q" $role $key (get $known.annotations $key)) -}}
{{- end -}}
{{- $_ := set $known.annotations $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $account := $made -}}
{{- $_ := set $model.names $account.key $name -}}
{{- include "CHART.serviceAccount" (dict "model" $model "key" $account.key "annotations" $account.annotations "secrets" $model.values.pdPullSecrets) -}}
{{- end -}}
{{- end }}

{{/*
A ServiceAccount with its pull secrets: {model, key, annotations, secrets}.
*/}}
{{- define "CHART.serviceAccount" -}}
{{- $layer := dict -}}
{{- $secrets := list -}}
{{- range .secrets -}}{{- $secrets = append $secrets (dict "name" .) -}}{{- end -}}
{{- if $secrets -}}{{- $_ := set $layer "imagePullSecrets" $secrets -}}{{- end -}}
{{- if .annotations -}}{{- $_ := set $layer "metadata" (dict "annotations" .annotations) -}}{{- end -}}
{{- include "CHART.build" (dict "model" .model "key" .key "layer" $layer) -}}
{{- end }}
