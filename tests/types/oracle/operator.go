//go:build operator

package main

import giev1alpha2 "sigs.k8s.io/gateway-api-inference-extension/api/v1alpha2"

func init() {
	kinds["InferencePool"] = giev1alpha2.InferencePool{}
	kinds["InferenceModel"] = giev1alpha2.InferenceModel{}
}
