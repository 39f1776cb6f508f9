// Package main links etcd and the parts of Kubernetes that make a cluster without a kubelet into one static program.
// Which part runs is said by the name under which it is called (symbolic links), or else by the first argument.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

var parts = map[string]func(arguments []string) int{
	"etcd": func(arguments []string) int {
		etcdmain.Main(arguments)
		return 0
	},
	"kube-apiserver":          run(apiserver.NewAPIServerCommand),
	"kube-controller-manager": run(controllers.NewControllerManagerCommand),
	"kube-scheduler":          run(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
}

func main() {
	part, arguments := parts[filepath.Base(os.Args[0])], os.Args
	if part == nil && len(os.Args) > 1 {
		part, arguments = parts[os.Args[1]], os.Args[1:]
	}
	if part == nil {
		fmt.Fprintf(os.Stderr, "usage: kubernetes %s [flags]\n", strings.Join(names(), "|"))
		os.Exit(2)
	}
	os.Exit(part(arguments))
}

// run turns a component's command into a part; cobra reads its flags from os.Args.
func run(command func() *cobra.Command) func([]string) int {
	return func(arguments []string) int {
		os.Args = arguments
		return cli.Run(command())
	}
}

func names() []string {
	return []string{"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"}
}
