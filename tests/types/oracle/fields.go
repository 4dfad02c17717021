package main

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

var unmarshaler, textUnmarshaler = reflect.TypeFor[json.Unmarshaler](), reflect.TypeFor[encoding.TextUnmarshaler]()

// walk prints the fields below a type: the JSON path ([] for list elements, {} for map values) and what fills each.
func walk(out *json.Encoder, kind, path string, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if p := reflect.PointerTo(t); p.Implements(unmarshaler) || p.Implements(textUnmarshaler) {
		return
	}
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			walk(out, kind, path+"[]", t.Elem())
		}
	case reflect.Map:
		walk(out, kind, path+"{}", t.Elem())
	case reflect.Struct:
		fields(out, kind, path, t, false)
	}
}

func fields(out *json.Encoder, kind, path string, t reflect.Type, promoted bool) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" && field.Anonymous {
			fields(out, kind, path, field.Type, true)
			continue
		}
		below := path + "." + name
		out.Encode(map[string]any{"kind": kind, "path": below, "type": describe(field.Type), "promoted": promoted})
		walk(out, kind, below, field.Type)
	}
}

func describe(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if p := reflect.PointerTo(t); p.Implements(unmarshaler) || p.Implements(textUnmarshaler) {
		return t.Name()
	}
	switch t.Kind() {
	case reflect.Slice:
		return "[" + describe(t.Elem())
	case reflect.Map:
		return "{" + describe(t.Elem())
	case reflect.Struct:
		return "struct"
	}
	return t.Kind().String()
}
