// What Kubernetes' own code does with a change: a request a line on stdin, an answer a line on stdout.
//
// The old object is created and the new one applied over it, as Helm 3 (a patch of three objects) or Helm 4 (server-side
// apply) does, through the defaulting, field management, strategy and validation of an API server. Nothing is stored, no
// address is allocated and no admission plugin asked.
package main

import (
	ctx "context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
)

type strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

var strategies = map[string]strategy{
	"ConfigMap":               configmap.Strategy,
	"CronJob":                 cronjob.Strategy,
	"DaemonSet":               daemonset.Strategy,
	"Deployment":              deployment.Strategy,
	"HorizontalPodAutoscaler": horizontalpodautoscaler.Strategy,
	"PersistentVolumeClaim":   persistentvolumeclaim.Strategy,
	"PodDisruptionBudget":     poddisruptionbudget.Strategy,
	"RoleBinding":             rolebinding.Strategy,
	"Secret":                  secret.Strategy,
	"Service":                 service.Strategy,
	"StatefulSet":             statefulset.Strategy,
}

type change struct {
	Old, New map[string]any
	Tool     string
}

type answer struct {
	Invalid string `json:"invalid,omitempty"` // why the old object cannot be created
	Refused string `json:"refused,omitempty"` // why the new one is rejected
	Changed bool   `json:"changed"`           // whether what is stored is different
}

var scheme = legacyscheme.Scheme

func main() {
	converter, err := typeConverter(os.Args[1])
	if err != nil {
		panic(err)
	}
	decoder, encoder := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for decoder.More() {
		var asked change
		if err := decoder.Decode(&asked); err != nil {
			panic(err)
		}
		encoder.Encode(judge(converter, asked))
	}
}

// typeConverter knows the types of a release, whose sources are at path, with the defaults that its OpenAPI v2 leaves out.
func typeConverter(path string) (managedfields.TypeConverter, error) {
	data, err := os.ReadFile(filepath.Join(path, "api/openapi-spec/swagger.json"))
	if err != nil {
		return nil, err
	}
	var swagger struct {
		Definitions map[string]*spec.Schema `json:"definitions"`
	}
	if err := json.Unmarshal(data, &swagger); err != nil {
		return nil, err
	}
	for _, name := range []string{"ContainerPort", "ServicePort"} {
		properties := swagger.Definitions["io.k8s.api.core.v1."+name].Properties
		protocol := properties["protocol"]
		protocol.Default = "TCP"
		properties["protocol"] = protocol
	}
	return managedfields.NewTypeConverter(swagger.Definitions, false)
}

func judge(converter managedfields.TypeConverter, asked change) (out answer) {
	old, wanted := &unstructured.Unstructured{Object: asked.Old}, &unstructured.Unstructured{Object: asked.New}
	kind := old.GroupVersionKind()
	manager, err := managedfields.NewDefaultFieldManager(converter, scheme, scheme, scheme, kind, kind.GroupVersion(), "", nil)
	if err != nil {
		panic(err)
	}
	live, err := create(manager, old, asked.Tool)
	if err != nil {
		return answer{Invalid: err.Error()}
	}
	shown, err := external(live, kind)
	if err != nil {
		panic(err)
	}
	before := stored(shown)
	var next runtime.Object
	if asked.Tool == "helm4" {
		next, err = manager.Apply(shown, wanted, "helm", false)
	} else {
		next, err = patched(old, wanted, shown)
	}
	if err != nil {
		return answer{Refused: err.Error()}
	}
	inner, err := internal(next)
	if err != nil {
		return answer{Refused: err.Error()}
	}
	allocate(inner, live)
	if err := rest.BeforeUpdate(strategies[kind.Kind], context(), inner, live.DeepCopyObject()); err != nil {
		return answer{Refused: err.Error()}
	}
	result, err := external(inner, kind)
	if err != nil {
		panic(err)
	}
	return answer{Changed: before != stored(result)}
}

func context() ctx.Context { return request.WithNamespace(request.NewContext(), "default") }

func create(manager *managedfields.FieldManager, old *unstructured.Unstructured, tool string) (runtime.Object, error) {
	kind := old.GroupVersionKind()
	made, err := scheme.New(kind)
	if err != nil {
		return nil, err
	}
	if tool == "helm4" {
		made.GetObjectKind().SetGroupVersionKind(kind)
		named(made, old.GetName())
		made, err = manager.Apply(made, old, "helm", false)
	} else {
		err = decoded(old.Object, made)
	}
	if err != nil {
		return nil, err
	}
	named(made, old.GetName())
	inner, err := internal(made)
	if err != nil {
		return nil, err
	}
	allocate(inner, nil)
	accessor, _ := meta.Accessor(inner)
	rest.FillObjectMetaSystemFields(accessor)
	if err := rest.BeforeCreate(strategies[kind.Kind], context(), inner); err != nil {
		return nil, err
	}
	accessor.SetResourceVersion("1")
	return inner, nil
}

func named(object runtime.Object, name string) {
	accessor, _ := meta.Accessor(object)
	accessor.SetName(name)
	accessor.SetNamespace("default")
}

// patched is what Helm 3 sends: what changed between two releases, as a patch of what is live.
func patched(old, wanted *unstructured.Unstructured, live runtime.Object) (runtime.Object, error) {
	next, err := scheme.New(old.GroupVersionKind())
	if err != nil {
		return nil, err
	}
	lookup, err := strategicpatch.NewPatchMetaFromStruct(next)
	if err != nil {
		return nil, err
	}
	texts := make([][]byte, 3)
	for i, object := range []any{old.Object, wanted.Object, live} {
		if texts[i], err = json.Marshal(object); err != nil {
			return nil, err
		}
	}
	patch, err := strategicpatch.CreateThreeWayMergePatch(texts[0], texts[1], texts[2], lookup, true)
	if err != nil {
		return nil, err
	}
	merged, err := strategicpatch.StrategicMergePatch(texts[2], patch, next)
	if err != nil {
		return nil, err
	}
	if next, err = scheme.New(old.GroupVersionKind()); err != nil {
		return nil, err
	}
	return next, json.Unmarshal(merged, next)
}

func decoded(object map[string]any, into runtime.Object) error {
	text, err := json.Marshal(object)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func internal(object runtime.Object) (runtime.Object, error) {
	scheme.Default(object)
	return scheme.ConvertToVersion(object, runtime.InternalGroupVersioner)
}

func external(object runtime.Object, kind schema.GroupVersionKind) (runtime.Object, error) {
	out, err := scheme.ConvertToVersion(object, kind.GroupVersion())
	if err == nil {
		out.GetObjectKind().SetGroupVersionKind(kind)
	}
	return out, err
}

// allocate gives a Service the addresses that the registry would give it, or that the live one has.
func allocate(object, live runtime.Object) {
	made, ok := object.(*core.Service)
	if !ok || made.Spec.Type == core.ServiceTypeExternalName {
		return
	}
	if now, ok := live.(*core.Service); ok && now.Spec.Type != core.ServiceTypeExternalName {
		if made.Spec.ClusterIP == "" {
			made.Spec.ClusterIP = now.Spec.ClusterIP
		}
		if len(made.Spec.ClusterIPs) == 0 {
			made.Spec.ClusterIPs = now.Spec.ClusterIPs
		}
		return
	}
	if made.Spec.ClusterIP == "" {
		made.Spec.ClusterIP = "10.0.0.77"
	}
	single := core.IPFamilyPolicySingleStack
	made.Spec.ClusterIPs = []string{made.Spec.ClusterIP}
	made.Spec.IPFamilies, made.Spec.IPFamilyPolicy = []core.IPFamily{core.IPv4Protocol}, &single
}

// stored is the object as text, without what an API server counts itself.
func stored(object runtime.Object) string {
	text, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	out := unstructured.Unstructured{}
	if err := json.Unmarshal(text, &out.Object); err != nil {
		panic(err)
	}
	for _, path := range [][]string{
		{"status"}, {"metadata", "managedFields"}, {"metadata", "generation"}, {"metadata", "resourceVersion"},
		{"metadata", "annotations", "deprecated.daemonset.template.generation"},
	} {
		unstructured.RemoveNestedField(out.Object, path...)
	}
	if len(out.GetAnnotations()) == 0 {
		unstructured.RemoveNestedField(out.Object, "metadata", "annotations")
	}
	return fmt.Sprint(out.Object)
}
