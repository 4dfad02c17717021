// Oracle for ModelService verdicts: runs Kubernetes' own code over YAML documents as `kubectl create --validate=strict`
// and the API server would, and prints what they say.
//
//	go run . ../../../msvc_helm/spec/crd.yaml < documents.json > verdicts.json
//
// documents.json is a list of strings, each one YAML document; verdicts.json a list of
// {"errors": [...]} for what is refused and {"object": {...}} (with defaults) for what is stored.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	crdvalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/crdserverscheme"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	gvk "k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"sigs.k8s.io/yaml"
)

type verdict struct {
	Errors []string       `json:"errors,omitempty"`
	Object map[string]any `json:"object,omitempty"`
}

type server struct {
	structural *schema.Structural
	kind       gvk.GroupVersionKind
	strategy   rest.RESTCreateStrategy
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

// load reads the CRD, refuses it as an API server would, and builds the create strategy of its one version.
func load(path string) server {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	external := &v1.CustomResourceDefinition{}
	must(0, yaml.UnmarshalStrict(must(os.ReadFile(path)), external))
	scheme.Default(external)
	external.Status.StoredVersions = []string{external.Spec.Versions[0].Name}
	crd := &apiextensions.CustomResourceDefinition{}
	must(0, scheme.Convert(external, crd, nil))
	if errs := crdvalidation.ValidateCustomResourceDefinition(context.Background(), crd); len(errs) > 0 {
		must(0, errs.ToAggregate())
	}
	version := crd.Spec.Versions[0]
	props := crd.Spec.Validation
	if props == nil {
		props = version.Schema
	}
	structural := must(schema.NewStructural(props.OpenAPIV3Schema))
	must(0, defaulting.PruneDefaults(structural))
	validator, _, err := validation.NewSchemaValidator(props.OpenAPIV3Schema)
	must(0, err)
	kind := gvk.GroupVersionKind{Group: crd.Spec.Group, Version: version.Name, Kind: crd.Spec.Names.Kind}
	strategy := customresource.NewStrategy(crdserverscheme.NewUnstructuredObjectTyper(), true, kind, validator, nil,
		structural, &apiextensions.CustomResourceSubresourceStatus{}, nil, nil)
	return server{structural, kind, strategy}
}

// decode is what the server's decoder does to a request: unknown fields and metadata, nulls, defaults.
func (s server) decode(object *unstructured.Unstructured) ([]string, error) {
	meta, found, unknown, err := objectmeta.GetObjectMetaWithOptions(object.Object,
		objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		return nil, err
	}
	unknown = append(unknown, pruning.PruneWithOptions(object.Object, s.structural, true,
		schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})...)
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, s.structural)
	fieldErr, more := objectmeta.CoerceWithOptions(nil, object.Object, s.structural, false,
		objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	if fieldErr != nil {
		return nil, fieldErr
	}
	unknown = append(unknown, more...)
	if found {
		if err := objectmeta.SetObjectMeta(object.Object, meta); err != nil {
			return nil, err
		}
	}
	defaulting.Default(object.Object, s.structural)
	return unknown, nil
}

// judge takes one YAML document from the client's reading of it to the object that would be stored.
func (s server) judge(document string) verdict {
	data, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return verdict{Errors: []string{err.Error()}}
	}
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(data, nil, nil)
	if err != nil {
		return verdict{Errors: []string{err.Error()}}
	}
	object, ok := decoded.(*unstructured.Unstructured)
	if !ok {
		return verdict{Errors: []string{fmt.Sprintf("decoded as %T", decoded)}}
	}
	if object.GroupVersionKind() != s.kind {
		return verdict{Errors: []string{fmt.Sprintf("no matches for kind %v", object.GroupVersionKind())}}
	}
	unknown, err := s.decode(object)
	if err != nil {
		return verdict{Errors: []string{err.Error()}}
	}
	var problems []string
	for _, path := range unknown {
		problems = append(problems, fmt.Sprintf("unknown field %q", path))
	}
	namespace := object.GetNamespace()
	if namespace == "" {
		namespace = "default"
	}
	given := object.DeepCopy()
	rest.FillObjectMetaSystemFields(object)
	context := request.WithNamespace(context.Background(), namespace)
	if err := rest.BeforeCreate(s.strategy, context, object); err != nil {
		problems = append(problems, reasons(err)...)
	}
	if len(problems) > 0 {
		return verdict{Errors: problems}
	}
	return verdict{Object: given.Object}
}

func reasons(err error) []string {
	status, ok := err.(errors.APIStatus)
	if !ok || status.Status().Details == nil || len(status.Status().Details.Causes) == 0 {
		return []string{err.Error()}
	}
	var out []string
	for _, cause := range status.Status().Details.Causes {
		out = append(out, fmt.Sprintf("%s: %s", cause.Field, cause.Message))
	}
	return out
}

func main() {
	s := load(os.Args[1])
	var documents []string
	must(0, json.NewDecoder(os.Stdin).Decode(&documents))
	verdicts := make([]verdict, len(documents))
	for i, document := range documents {
		verdicts[i] = s.judge(document)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	must(0, encoder.Encode(verdicts))
}
