// A small Pulumi language host for Python programs, for where the official one cannot be had.
//
// The engine starts it with its own address as the last argument, reads the port it listens on from the first
// line of stdout, and calls it over gRPC. It runs a program with the official `pulumi-language-python-exec`,
// which has to lie beside it. It does not generate code, install dependencies, run policy packs or know Poetry.
package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

const (
	loopbackWithAnyPort  = "127.0.0.1:0"
	maxMessageBytes      = 400 << 20
	betweenLooksAtParent = time.Second
)

func main() {
	engine := os.Getppid()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)

	listener, err := net.Listen("tcp", loopbackWithAnyPort)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-python:", err)
		os.Exit(1)
	}
	host := &languageHost{started: addressOf(os.Args[1:]), programs: newPrograms()}
	server := grpc.NewServer(grpc.MaxRecvMsgSize(maxMessageBytes))
	pulumirpc.RegisterLanguageRuntimeServer(server, host)
	go func() { _ = server.Serve(listener) }()
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)

	// A killed engine sends no signal; another parent is how it shows.
	for parent := time.NewTicker(betweenLooksAtParent); os.Getppid() == engine; {
		select {
		case <-ended:
			host.programs.end()
			return
		case <-parent.C:
		}
	}
	host.programs.end()
}

// The engine's address is the last argument that is not an option.
func addressOf(arguments []string) string {
	for i := len(arguments) - 1; i >= 0; i-- {
		if !strings.HasPrefix(arguments[i], "-") {
			return arguments[i]
		}
	}
	return ""
}
