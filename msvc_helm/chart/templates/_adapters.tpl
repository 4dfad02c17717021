{{/*
A volume with what is there already, as YAML: {name, source}.
*/}}
{{- define "CHART.volume" -}}
name: {{ .name }}
{{- if .source.inClaim }}
persistentVolumeClaim: {claimName: {{ quote .source.claim }}, readOnly: true}
{{- else }}
image: {reference: {{ quote .source.path }}}
{{- end }}
{{- end }}

{{/*
The volumes of adapters that no server downloads, added to a pod's where none has their name: `(list POD ADAPTERS)`.
*/}}
{{- define "CHART.adapterVolumes" -}}
{{- $pod := first . -}}
{{- $names := dict -}}
{{- range $pod.volumes -}}{{- $_ := set $names .name true -}}{{- end -}}
{{- range last . -}}
{{- if and .volume (not (hasKey $names (toString .volume.name))) -}}
{{- $_ := set $pod "volumes" (append ($pod.volumes | default list) .volume) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Mounts adapters in each container of a pod that mounts the model: {pod, adapters, volume}.
*/}}
{{- define "CHART.mountAdapters" -}}
{{- $here := . -}}
{{- range $kind := list "initContainers" "containers" -}}
{{- range $container := get $here.pod $kind | default list -}}
{{- $paths := dict -}}
{{- $mounts := false -}}
{{- range $container.volumeMounts -}}
{{- $_ := set $paths (toString .mountPath) true -}}
{{- if eq (toString .name) $here.volume -}}{{- $mounts = true -}}{{- end -}}
{{- end -}}
{{- range $here.adapters -}}
{{- if and $mounts .volume (not (hasKey $paths (toString (.mount).mountPath))) -}}
{{- $_ := set $container "volumeMounts" (append $container.volumeMounts .mount) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
