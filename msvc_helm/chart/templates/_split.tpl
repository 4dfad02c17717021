{{/*
How a role is split over accelerators: the variables of it are put into `data`, and the number of nodes, with the size of a
group where the values give one, into `splits`; what does not come out fails: {facts, data, role, at,
section, splits}, `at` being the path of the section.
*/}}
{{- define "CHART.split" -}}
{{- $said := .section.parallelism | default dict -}}
{{- $tensor := $said.tensor | default 1 | int -}}
{{- $pipeline := $said.pipeline | default 1 | int -}}
{{- $data := $said.data | default 1 | int -}}
{{- $local := $said.dataLocal | default 0 | int -}}
{{- $nodes := .section.nodes | default 0 | int -}}
{{- $isAsked := gt $nodes 0 -}}
{{- if and (not $nodes) $local $said.data -}}{{- $nodes = max 1 (div $data $local) | int -}}{{- end -}}
{{- $size := $nodes -}}
{{- $nodes = $nodes | default 1 -}}
{{- $total := mul $tensor $pipeline $data -}}
{{- $sum := printf "tensor × pipeline × data = %d × %d × %d = %d accelerators" $tensor $pipeline $data $total -}}
{{- if eq (include "CHART.isSplit" .section) "yes" -}}
{{- $path := print .at ".parallelism" -}}
{{- if and (not $isAsked) $local (mod $data ($local | default 1)) -}}
{{- fail (printf "%s.dataLocal: data / dataLocal = %d / %d is not a whole number of nodes" $path $data $local) -}}
{{- else if and $isAsked $local (ne (mul $nodes $local | int) $data) -}}
{{- fail (printf "%s.dataLocal: nodes × dataLocal = %d × %d = %d, and data is %d" $path $nodes $local (mul $nodes $local) $data) -}}
{{- else if and $isAsked (not $local) (gt $data 1) (mod $data $nodes) -}}
{{- fail (printf "%s.data: data / nodes = %d / %d is not a whole number for each pod" $path $data $nodes) -}}
{{- else if mod $total $nodes -}}
{{- fail (printf "%s: %s cannot be split evenly between %d pods" ($isAsked | ternary (print .at ".nodes") $path) $sum $nodes) -}}
{{- end -}}
{{- end -}}
{{- $_ := set .splits .role (dict "nodes" $nodes "size" $size) -}}
{{- $devices := 0 -}}
{{- range .section.containers -}}
{{- range $name, $number := (.resources).limits -}}
{{- if and (eq (include "CHART.isAccelerator" (dict "facts" $.facts "name" $name)) "yes") (regexMatch "^[0-9]+$" (toString $number)) -}}
{{- $devices = add $devices (int64 $number) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $found := dict "Nodes" $nodes "TensorParallelism" $tensor "PipelineParallelism" $pipeline "DataParallelism" $data
  "DataLocalParallelism" ($local | default (max 1 (div $data $nodes)) | int) "ExpertParallelism" (eq (toString $said.expert) "true")
  "AcceleratorCount" ($devices | default (max 1 (div $total $nodes)) | int) -}}
{{- range $name, $value := $found -}}{{- $_ := set $.data (print (title $.role) $name) $value -}}{{- end -}}
{{- end }}

{{/*
Whether a section says more of its split than tensor parallelism: then the sum has to come out.
*/}}
{{- define "CHART.isSplit" -}}
{{- $said := .parallelism | default dict -}}
{{- $isMore := hasKey . "nodes" -}}
{{- range list "pipeline" "data" "dataLocal" "expert" -}}{{- if hasKey $said . -}}{{- $isMore = true -}}{{- end -}}{{- end -}}
{{- if and $said $isMore -}}yes{{- end -}}
{{- end }}

{{/*
`yes` where a resource's name is an accelerator's: {facts, name}.
*/}}
{{- define "CHART.isAccelerator" -}}
{{- if and (regexMatch .facts.accelerators.form .name) (not (regexMatch "^[^/]*kubernetes[.]io/" .name)) -}}yes{{- end -}}
{{- end }}

{{/*
Fails where pods do not ask for the accelerators that the split needs: {facts, role, section, pod, key, pods}, `pods` being
their number in a group.
A TPU's chip may be several devices to a server: it does not count.
*/}}
{{- define "CHART.splitFits" -}}
{{- $here := . -}}
{{- if eq (include "CHART.isSplit" .section) "yes" -}}
{{- $said := .section.parallelism -}}
{{- $tensor := $said.tensor | default 1 | int64 -}}
{{- $pipeline := $said.pipeline | default 1 | int64 -}}
{{- $data := $said.data | default 1 | int64 -}}
{{- $total := mul $tensor $pipeline $data -}}
{{- $pods := int64 .pods -}}
{{- $sum := printf "tensor × pipeline × data = %d × %d × %d = %d accelerators" $tensor $pipeline $data $total -}}
{{- if mod $total $pods -}}
{{- fail (printf "%s.parallelism: %s cannot be split evenly between the %d pods of a group" .at $sum $pods) -}}
{{- end -}}
{{- $each := div $total $pods -}}
{{- $asked := dict -}}
{{- range .pod.containers -}}
{{- range $name, $number := (.resources).limits -}}
{{- $isCounted := include "CHART.isAccelerator" (dict "facts" $here.facts "name" $name) -}}
{{- if and (eq $isCounted "yes") (ne $name $here.facts.accelerators.uncounted) (regexMatch "^[0-9]+$" (toString $number)) -}}
{{- $_ := set $asked $name (add (get $asked $name | default 0) (int64 $number)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $number := $asked -}}
{{- if ne $number $each -}}
{{- fail (printf "%s.parallelism: %s, %d for each of %d pods, and a pod asks for %d; %s in the limits of %s must be %d" $here.at $sum $each $pods $number $name $here.key $each) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
