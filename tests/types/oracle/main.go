// Decodes YAML into Kubernetes' own Go types, as the reference operator does, and prints what came of it.
//
// Input: JSON lines {"kind": "Deployment", "yaml": "spec: …"}; output: a line {"json": {…}} or {"error": "…"} for each.
// With the argument "fields" it prints a line {"kind", "path", "type", "promoted"} for every field of every kind instead.
//
//	go run .                                          today's types
//	go run -tags operator -modfile=operator.mod .     those of the operator's time
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/yaml"
)

var kinds = map[string]any{
	"ClusterRole":             rbacv1.ClusterRole{},
	"ClusterRoleBinding":      rbacv1.ClusterRoleBinding{},
	"ConfigMap":               corev1.ConfigMap{},
	"Deployment":              appsv1.Deployment{},
	"HTTPRoute":               gatewayv1.HTTPRoute{},
	"HorizontalPodAutoscaler": autoscalingv2.HorizontalPodAutoscaler{},
	"NetworkPolicy":           networkingv1.NetworkPolicy{},
	"PersistentVolumeClaim":   corev1.PersistentVolumeClaim{},
	"PodDisruptionBudget":     policyv1.PodDisruptionBudget{},
	"Role":                    rbacv1.Role{},
	"RoleBinding":             rbacv1.RoleBinding{},
	"Secret":                  corev1.Secret{},
	"Service":                 corev1.Service{},
	"ServiceAccount":          corev1.ServiceAccount{},
}

type request struct{ Kind, YAML string }

func answer(r request) any {
	known, ok := kinds[r.Kind]
	if !ok {
		return map[string]any{"error": "unknown kind " + r.Kind, "unknown": true}
	}
	object := reflect.New(reflect.TypeOf(known))
	if err := yaml.Unmarshal([]byte(r.YAML), object.Interface()); err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"json": object.Interface()}
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	if len(os.Args) > 1 && os.Args[1] == "fields" {
		for kind, known := range kinds {
			walk(encoder, kind, "", reflect.TypeOf(known))
		}
		return
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	decoder := json.NewDecoder(in)
	for {
		var r request
		if decoder.Decode(&r) != nil {
			return
		}
		if err := encoder.Encode(answer(r)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
}
