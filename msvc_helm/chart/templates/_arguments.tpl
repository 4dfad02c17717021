{{/*
An argument of the model's containers, which is a template too: {text, data, path}. Prints what it renders to.
*/}}
{{- define "CHART.argument" -}}
{{- if contains "{{" .text -}}
{{- include "CHART.argument.rendered" (dict "text" (include "CHART.argument.rewritten" .) "data" .data "path" .path) -}}
{{- else -}}
{{- .text -}}
{{- end -}}
{{- end }}

{{/*
The number of a port in routing.ports: `(list PORTS NAME)`.
*/}}
{{- define "CHART.port" -}}
{{- if not (and (kindIs "slice" .) (eq (len .) 2)) -}}{{- fail "getPort takes one argument, the port's name" -}}{{- end -}}
{{- $ports := first . -}}
{{- $name := last . -}}
{{- if not (kindIs "string" $name) -}}{{- fail (printf "getPort: a port's name is text, found %v" $name) -}}{{- end -}}
{{- if not (hasKey $ports $name) -}}
{{- fail (printf "unknown port %q; routing.ports has: %s" $name (keys $ports | sortAlpha | join ", " | default "none")) -}}
{{- end -}}
{{- get $ports $name -}}
{{- end }}

{{/*
A template that is known only now, rendered. Helm's tpl takes every <no value> out of what it gives, so the template
itself has to see whether there is one.
*/}}
{{- define "CHART.argument.rendered" -}}
{{- $check := printf "{{ $text := include %q $ }}{{ if contains %q $text }}{{ fail %q }}{{ end }}{{ $text }}"
  "CHART.argument.text" "<no value>" (print .path " renders to <no value>: a map has nothing there") -}}
{{- $text := hasSuffix "{" .text | ternary (print (trimSuffix "{" .text) "{{ \"{\" }}") .text -}}
{{- tpl (printf "{{ define %q }}%s{{ end }}%s" "CHART.argument.text" $text $check) .data -}}
{{- end }}

{{/*
A template as the operator knew it in Helm's words, token by token. `$head` says whether a function's name would be a
call here, `$joined` whether a field would be one of what stands before it; `$ending` is what to put behind the command
at hand, `$outer` the same for those around its parentheses; `$blocks` are the blocks that are open; `$isForm` says that
what comes is printf's form: it may show a value's type (`$showsType`) unless it is a literal that does not.
*/}}
{{- define "CHART.argument.rewritten" -}}
{{- $here := . -}}
{{- $quoted := `"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\x60[^\x60]*\x60` -}}
{{- $comment := `\{\{(?:-[ \t\r\n])?/\*.*?\*/(?:[ \t\r\n]-)?\}\}` -}}
{{- $action := printf `(?s)%s|\{\{(?:%s|[^"'\x60}])*\}\}` $comment $quoted -}}
{{- $word := `\$?\.[A-Za-z_]\w*|\$\w*|\.?[0-9][\w.]*|[A-Za-z_]\w*` -}}
{{- $token := printf `(?s)%s|\{\{-?|[ \t\r\n]+-\}\}|\}\}|%s|[ \t\r\n]+|%s|:=|.` $comment $quoted $word -}}
{{- $showsType := `^[^"\x60]|%[^%A-Za-z]*[T#]|\\[xuU0-7]` -}}
{{- $between := regexSplit $action .text -1 -}}
{{- if contains "{{" (join " " $between) -}}{{- fail (print .path ": an action is not closed") -}}{{- end -}}
{{- $out := "" -}}
{{- $actions := 0 -}}
{{- $head := false -}}
{{- $joined := false -}}
{{- $ending := "" -}}
{{- $outer := list -}}
{{- $blocks := list -}}
{{- $opens := "" -}}
{{- $else := false -}}
{{- $isForm := false -}}
{{- $uses := dict -}}
{{- range $text := regexFindAll $token (regexFindAll $action .text -1 | join "") -1 -}}
{{- $first := substr 0 1 $text -}}
{{- if and $isForm (trim $text) -}}
  {{- if regexMatch $showsType $text -}}{{- $_ := set $uses "type" "printf" -}}{{- end -}}
  {{- $isForm = false -}}
{{- end -}}
{{- if hasPrefix "{{" $text -}}
  {{- $text = print (index $between $actions) $text -}}
  {{- $actions = add1 $actions -}}
  {{- $head = true -}}
  {{- $joined = false -}}
{{- else if hasSuffix "}}" $text -}}
  {{- $text = print $ending $text -}}
  {{- $ending = "" -}}
  {{- if $opens -}}{{- $blocks = append ($else | ternary (initial $blocks) $blocks) $opens -}}{{- end -}}
  {{- $opens = "" -}}
  {{- $else = false -}}
{{- else if has $first (list " " "\n" "\t" "\r") -}}
  {{- $joined = false -}}
{{- else if eq $first "(" -}}
  {{- $outer = append $outer $ending -}}
  {{- $ending = "" -}}
  {{- $head = true -}}
  {{- $joined = false -}}
{{- else if has $first (list "|" ")") -}}
  {{- $text = print $ending $text -}}
  {{- $ending = "" -}}
  {{- $head = eq $first "|" -}}
  {{- $joined = not $head -}}
  {{- if $joined -}}
    {{- $ending = last $outer -}}
    {{- $outer = initial $outer -}}
  {{- end -}}
{{- else if has $text (list ":=" "=") -}}
  {{- $head = true -}}
  {{- $joined = false -}}
{{- else if has $first (list "." "$") -}}
  {{- $name := trimPrefix "$" $text | trimPrefix "." -}}
  {{- $isData := eq $first "$" | ternary (hasPrefix "$." $text) (not (or $joined (has "with" $blocks) (has "range" $blocks))) -}}
  {{- if or (eq $text "$") (and $isData (eq $name "")) -}}
    {{- fail (printf "%s: %s is the template's data as a whole; use its variables one by one" $here.path $text) -}}
  {{- else if has $name (list "Ports" "GatewayRefs") -}}
    {{- $_ := set $uses $name true -}}
  {{- else if and $isData (not (hasKey $here.data $name)) (not (regexMatch "^[0-9]" $name)) -}}
    {{- $text = printf "(fail %q)" (printf "%s: there is no variable .%s" $here.path $name) -}}
  {{- end -}}
  {{- $head = false -}}
  {{- $joined = true -}}
{{- else if contains $first "0123456789+-,\"'`" -}}
  {{- if or (contains "%T" $text) (contains "%#" $text) -}}{{- $_ := set $uses "type" $text -}}{{- end -}}
  {{- $head = false -}}
  {{- $joined = false -}}
{{- else if has $text (list "if" "with" "range") -}}
  {{- $opens = $text -}}
{{- else if eq $text "else" -}}
  {{- $blocks = append (initial $blocks) "if" -}}
  {{- $else = true -}}
{{- else if eq $text "end" -}}
  {{- if not $blocks -}}{{- fail (print $here.path ": unexpected {{end}}") -}}{{- end -}}
  {{- $blocks = initial $blocks -}}
{{- else if has $text (list "true" "false" "nil" "break" "continue") -}}
  {{- $head = false -}}
{{- else -}}
  {{- $isForm = eq $text "printf" -}}
  {{- $word := dict "name" $text "head" $head "path" $here.path "uses" $uses -}}
  {{- include "CHART.argument.function" $word -}}
  {{- $text = $word.name -}}
  {{- $ending = $word.ending | default $ending -}}
  {{- $head = false -}}
  {{- $joined = true -}}
{{- end -}}
{{- $out = print $out $text -}}
{{- end -}}
{{- if and (or $uses.Ports $uses.retyped) $uses.type -}}
{{- fail (printf "%s: %s looks at the Go type of a value that has another one in Helm" .path $uses.type) -}}
{{- else if and (or $uses.Ports $uses.GatewayRefs) $uses.change -}}
{{- fail (printf "%s: %s would change the data of all other templates, too" .path $uses.change) -}}
{{- end -}}
{{- print $out (last $between) -}}
{{- end }}

{{/*
A function's name in an argument, {name, head, path, uses}: the name for Helm and `ending`, what comes behind the call.
The names are those that msvc-helm's own templates have, without those that Helm has with another meaning.
*/}}
{{- define "CHART.argument.function" -}}
{{- $known := print
  " abbrev abbrevboth add add1 add1f addf adler32sum all and any append atoi b32dec b32enc b64dec b64enc base "
  "biggest call camelcase cat ceil chunk clean coalesce compact concat contains deepCopy deepEqual "
  "default dict dig dir div divf duration durationRound empty eq ext fail first float64 floor fromJson ge get gt "
  "has hasKey hasPrefix hasSuffix hello html indent index initial initials int int64 isAbs join js kebabcase kindIs "
  "kindOf last le len list lower lt max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk "
  "mustCompact mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite "
  "mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll "
  "mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice mustToJson mustToPrettyJson "
  "mustToRawJson mustUniq mustWithout ne nindent nospace not omit or osBase osClean osDir osExt osIsAbs pick pluck "
  "plural prepend print printf println push quote regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll "
  "regexReplaceAllLiteral regexSplit repeat replace rest reverse round semver seq set sha1sum sha256sum sha512sum "
  "slice snakecase sortAlpha split splitList splitn squote sub subf substr swapcase ternary title toDecimal toJson "
  "toPrettyJson toRawJson toString toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs "
  "typeIsLike typeOf uniq unixEpoch unset until untilStep untitle upper urlJoin urlParse urlquery without wrap "
  "wrapWith "
-}}
{{- $name := .name -}}
{{- if eq $name "getPort" -}}
  {{- if not .head -}}{{- fail (print .path ": getPort takes one argument, the port's name") -}}{{- end -}}
  {{- $_ := set . "name" "list $.Ports" -}}
  {{- $_ = set . "ending" " | include \"CHART.port\" | int64 " -}}
  {{- $_ = set .uses "Ports" true -}}
{{- else if not (contains (print " " $name " ") $known) -}}
  {{- fail (printf "%s: %q is no function of an argument" .path $name) -}}
{{- else if has $name (list "split" "splitn") -}}
  {{- if .head -}}{{- $_ := set . "ending" " | toJson | fromJson " -}}{{- end -}}
  {{- $_ := set .uses "retyped" true -}}
{{- else if eq $name "fromJson" -}}
  {{- $_ := set . "name" "mustFromJson" -}}
{{- else if has $name (list "osBase" "osClean" "osDir" "osExt" "osIsAbs") -}}
  {{- $_ := set . "name" (trimPrefix "os" $name | untitle) -}}
{{- else if has $name (list "deepEqual" "duration" "durationRound" "has" "kindIs" "kindOf" "mustHas" "mustWithout" "typeIs" "typeIsLike" "typeOf" "without") -}}
  {{- $_ := set .uses "type" $name -}}
{{- else if has $name (list "merge" "mergeOverwrite" "mustMerge" "mustMergeOverwrite" "set" "unset") -}}
  {{- $_ := set .uses "change" $name -}}
{{- end -}}
{{- end }}
