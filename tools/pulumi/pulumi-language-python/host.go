package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	programRunner     = "pulumi-language-python-exec"
	errorAlreadyShown = 32 // the exit code of a program that has told the user what was wrong

	installsNothing = "This language host installs nothing: use pip in the project's virtual environment.\n"
	printVersion    = "import platform; print(platform.python_version())"
	listPackages    = `
import importlib.metadata, json
print(json.dumps([[d.metadata["Name"], d.version] for d in importlib.metadata.distributions()]))
`
)

// The calls that the engine makes for a Python project; all others are answered as unimplemented.
type languageHost struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	started  string                 // the engine's address when it started this
	engine   atomic.Pointer[string] // the one that it has said since
	programs *programs
}

func (host *languageHost) Handshake(
	_ context.Context, request *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	address := request.GetEngineAddress()
	host.engine.Store(&address)
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (host *languageHost) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: strings.TrimPrefix(version.Version, "v")}, nil
}

// Dynamic resources need only the bundled plugin; others the engine finds when they are registered.
func (host *languageHost) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func (host *languageHost) GetRequiredPlugins(
	context.Context, *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}

func (host *languageHost) RuntimeOptionsPrompts(
	context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

func (host *languageHost) InstallDependencies(
	_ *pulumirpc.InstallDependenciesRequest, stream grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	return stream.Send(&pulumirpc.InstallDependenciesResponse{Stdout: []byte(installsNothing)})
}

func (host *languageHost) About(
	call context.Context, request *pulumirpc.AboutRequest,
) (*pulumirpc.AboutResponse, error) {
	python, printed, err := printedBy(call, request.GetInfo(), printVersion)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{Executable: python, Version: strings.TrimSpace(string(printed))}, nil
}

func (host *languageHost) GetProgramDependencies(
	call context.Context, request *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	_, printed, err := printedBy(call, request.GetInfo(), listPackages)
	if err != nil {
		return nil, err
	}
	var listed [][2]string
	if err := json.Unmarshal(printed, &listed); err != nil {
		return nil, err
	}
	found := &pulumirpc.GetProgramDependenciesResponse{}
	for _, each := range listed {
		found.Dependencies = append(found.Dependencies, &pulumirpc.DependencyInfo{Name: each[0], Version: each[1]})
	}
	return found, nil
}

func (host *languageHost) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	host.programs.end()
	return &emptypb.Empty{}, nil
}

func (host *languageHost) Run(call context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	program, err := host.program(request)
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	code, err := host.programs.run(call, program)
	switch {
	case err != nil:
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	case code == errorAlreadyShown:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case code != 0:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("program exited with non-zero exit code: %d", code)}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}

func (host *languageHost) program(request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	python, err := interpreter(request.GetInfo())
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	engine := host.started
	if said := host.engine.Load(); said != nil {
		engine = *said
	}
	arguments := []string{"-u", filepath.Join(filepath.Dir(self), programRunner)}
	for _, option := range [][2]string{
		{"--monitor", request.GetMonitorAddress()},
		{"--engine", engine},
		{"--project", request.GetProject()},
		{"--root_directory", request.GetInfo().GetRootDirectory()},
		{"--stack", request.GetStack()},
		{"--pwd", request.GetPwd()},
		{"--dry_run", strconv.FormatBool(request.GetDryRun())},
		{"--parallel", strconv.Itoa(int(request.GetParallel()))},
		{"--organization", request.GetOrganization()},
	} {
		if option[1] != "" {
			arguments = append(arguments, option[0], option[1])
		}
	}
	arguments = append(arguments, request.GetInfo().GetEntryPoint())
	program := exec.Command(python, append(arguments, request.GetArgs()...)...)
	program.Dir = request.GetInfo().GetProgramDirectory()
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	config, keys := request.GetConfig(), request.GetConfigSecretKeys()
	if config == nil {
		config = map[string]string{}
	}
	// Configuration may hold secrets: it goes through the environment, never through the arguments.
	program.Env = append(
		environment(python),
		"PULUMI_CONFIG="+asJSON(config),
		"PULUMI_CONFIG_SECRET_KEYS="+asJSON(append([]string{}, keys...)),
	)
	return program, nil
}

func asJSON[T map[string]string | []string](value T) string {
	text, _ := json.Marshal(value) // of strings it always can be made
	return string(text)
}

// The project's Python, and what it prints when it runs `source`.
func printedBy(call context.Context, info *pulumirpc.ProgramInfo, source string) (string, []byte, error) {
	python, err := interpreter(info)
	if err != nil {
		return "", nil, status.Error(codes.FailedPrecondition, err.Error())
	}
	printed, err := exec.CommandContext(call, python, "-c", source).Output()
	return python, printed, err
}
