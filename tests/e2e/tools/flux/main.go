// Command flux is nothing to run: it keeps the module with HelmRelease's Go types, of which the CRD is generated.
package main

import _ "github.com/fluxcd/helm-controller/api/v2"

func main() {}
