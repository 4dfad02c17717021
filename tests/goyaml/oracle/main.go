// The answers of the real libraries, for the tables in the folder above.
//
// One JSON object a line on standard input, {"op": ..., "text": base64}; one a line on standard output,
// {"out": ...} or {"error": ...}. Operations:
//
//	json      sigs.k8s.io/yaml: the document as JSON
//	string    sigs.k8s.io/yaml: the scalar in a string field (text is `s: <scalar>`)
//	v3        gopkg.in/yaml.v3 (YAML 1.2): the document as JSON
//	quantity  k8s.io/apimachinery: the quantity as a JSON string, read and printed
//	float32   strconv: shortest digits that round-trip in 32 bits
//	float64   encoding/json: the number (text is any float literal)
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"gopkg.in/yaml.v3"
	"k8s.io/apimachinery/pkg/api/resource"
	k8syaml "sigs.k8s.io/yaml"
)

type question struct {
	Op   string `json:"op"`
	Text []byte `json:"text"`
}

func asJSON(value any, err error) (string, error) {
	if err != nil {
		return "", err
	}
	out, err := json.Marshal(value)
	return string(out), err
}

func answer(q question) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	switch q.Op {
	case "json":
		b, err := k8syaml.YAMLToJSON(q.Text)
		return string(b), err
	case "string":
		var field struct {
			S string `json:"s"`
		}
		err := k8syaml.Unmarshal(q.Text, &field)
		return field.S, err
	case "v3":
		var value any
		err := yaml.Unmarshal(q.Text, &value)
		return asJSON(value, err)
	case "quantity":
		quoted, err := json.Marshal(string(q.Text))
		if err != nil {
			return "", err
		}
		var quantity resource.Quantity
		if err := json.Unmarshal(quoted, &quantity); err != nil {
			return "", err
		}
		return quantity.String(), nil
	case "float32", "float64":
		value, err := strconv.ParseFloat(string(q.Text), 64)
		if err != nil {
			return "", err
		}
		if q.Op == "float32" {
			return strconv.FormatFloat(value, 'g', -1, 32), nil
		}
		return asJSON(value, nil)
	}
	return "", fmt.Errorf("unknown operation %q", q.Op)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<28)
	print := json.NewEncoder(os.Stdout)
	print.SetEscapeHTML(false)
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			panic(err)
		}
		reply := map[string]string{}
		if out, err := answer(q); err != nil {
			reply["error"] = err.Error()
		} else {
			reply["out"] = out
		}
		if err := print.Encode(reply); err != nil {
			panic(err)
		}
	}
}
