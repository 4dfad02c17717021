//go:build !operator

package main

import giev1 "sigs.k8s.io/gateway-api-inference-extension/api/v1"

func init() { kinds["InferencePool/v1"] = giev1.InferencePool{} }
