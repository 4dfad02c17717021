// The oracle of the template tests: answers templates with Go's own text/template and sprig.
//
//	go run . ../cases/*.json     rewrites each file's answers in place
//	go run . -stream             one JSON case a line on stdin, the same with its answer on stdout
//
// A case is {"template": ...}; its answer adds "output", or "stage" ("parse" or "execute") and "error".
// A case that has "printed" gets there what Go prints of the parsed template.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

// Inner is the struct within Vars.
type Inner struct {
	Name  string
	Depth int
}

// Vars is the data of every case; tests/gotemplate/data.py holds the same values.
type Vars struct {
	Name    string
	Empty   string
	Unicode string
	Count   int
	Zero    int
	Ratio   float64
	Single  float32
	On      bool
	Off     bool
	I8      int8
	I16     int16
	I32     int32
	I64     int64
	U       uint
	U8      uint8
	U16     uint16
	U32     uint32
	U64     uint64
	List    []interface{}
	Strings []string
	Ints    []int
	Map     map[string]interface{}
	Labels  map[string]string
	Nothing interface{}
	NoMap   map[string]interface{}
	NoList  []string
	Inner   Inner
	Any     interface{}
}

func data() Vars {
	return Vars{
		Name: "Qwen/Qwen3-8B", Unicode: "日本 é\x80!", Count: 3, Ratio: 2.5, Single: 0.1, On: true,
		I8: -8, I16: -16, I32: -32, I64: -64, U: 1, U8: 8, U16: 16, U32: 32, U64: 1<<64 - 1,
		List:    []interface{}{1, "two", 3.5, nil, true, []interface{}{"x"}, map[string]interface{}{"k": "v"}},
		Strings: []string{"b", "a", ""}, Ints: []int{3, 1, 2},
		Map: map[string]interface{}{
			"b": 2, "a": "one", "nil": nil, "map": map[string]interface{}{"deep": "er"}, "list": []interface{}{1, 2},
			"é": "accent", "Z": 1.5,
		},
		Labels: map[string]string{"app": "x", "tier": ""},
		Inner:  Inner{Name: "inner", Depth: 1},
		Any:    Inner{Name: "any", Depth: 2},
	}
}

// own are functions whose parameter types sprig's do not cover.
var own = template.FuncMap{
	"getPort":  func(name string) int32 { return int32(len(name)) },
	"takeI8":   func(n int8) string { return fmt.Sprintf("%T %v", n, n) },
	"takeI32":  func(n int32) string { return fmt.Sprintf("%T %v", n, n) },
	"takeI64":  func(n int64) string { return fmt.Sprintf("%T %v", n, n) },
	"takeU":    func(n uint) string { return fmt.Sprintf("%T %v", n, n) },
	"takeU8":   func(n uint8) string { return fmt.Sprintf("%T %v", n, n) },
	"takeInt":  func(n int) string { return fmt.Sprintf("%T %v", n, n) },
	"takeF32":  func(n float32) string { return fmt.Sprintf("%T %v", n, n) },
	"takeF64":  func(n float64) string { return fmt.Sprintf("%T %v", n, n) },
	"takeBool": func(b bool) string { return fmt.Sprintf("%T %v", b, b) },
	"takeMap":  func(m map[string]interface{}) string { return fmt.Sprintf("%T %v %v", m, m, m == nil) },
	"takeList": func(l []interface{}) string { return fmt.Sprintf("%T %v %v", l, l, l == nil) },
	"takeStrs": func(l []string) string { return fmt.Sprintf("%T %v %v", l, l, l == nil) },
	"strs":     func(l ...string) string { return fmt.Sprintf("%q", l) },
	"two":      func(n int, rest ...int) string { return fmt.Sprint(n, rest) },
	"none":     func() string { return "none" },
	"null":     func() interface{} { return nil },
	"fails":    func() (string, error) { return "", errors.New("it failed") },
	"raw":      func(s string) string { return s[:min(1, len(s))] },
	"show":     func(v interface{}) string { return fmt.Sprintf("%#v", v) },
}

type testCase struct {
	Template string  `json:"template"`
	Printed  string  `json:"printed,omitempty"`
	Output   *string `json:"output,omitempty"`
	Stage    string  `json:"stage,omitempty"`
	Error    string  `json:"error,omitempty"`
}

func answer(question testCase) testCase {
	source := question.Template
	result := testCase{Template: source}
	parsed, err := template.New("template").Funcs(sprig.TxtFuncMap()).Funcs(own).Parse(source)
	if err != nil {
		result.Stage, result.Error = "parse", err.Error()
		return result
	}
	if question.Printed != "" {
		result.Printed = parsed.Root.String()
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, data()); err != nil {
		result.Stage, result.Error = "execute", err.Error()
		return result
	}
	text := out.String()
	result.Output = &text
	return result
}

func encode(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		log.Fatal(err)
	}
	return out.Bytes()
}

func rewrite(path string) {
	content, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var cases []testCase
	if err := json.Unmarshal(content, &cases); err != nil {
		log.Fatalf("%s: %v", path, err)
	}
	var lines []string
	for _, one := range cases {
		lines = append(lines, "  "+strings.TrimSpace(string(encode(answer(one)))))
	}
	text := "[\n" + strings.Join(lines, ",\n") + "\n]\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		log.Fatal(err)
	}
}

func stream() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	decoder := json.NewDecoder(os.Stdin)
	for decoder.More() {
		var one testCase
		if err := decoder.Decode(&one); err != nil {
			log.Fatal(err)
		}
		out.Write(encode(answer(one)))
	}
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-stream" {
		stream()
		return
	}
	for _, path := range os.Args[1:] {
		rewrite(path)
	}
}
