// Command etcd is etcd's own main, in a module that may be built: `go install` refuses the replaces of the original.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
