package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

var errNoPython = errors.New(
	"no Python for the program: set PULUMI_PYTHON_CMD, or the option virtualenv in Pulumi.yaml")

// The Python for the program: the declared virtualenv's, $PULUMI_PYTHON_CMD, the active virtualenv's, .venv's, or
// the one on PATH. An error's text is for the user.
func interpreter(info *pulumirpc.ProgramInfo) (string, error) {
	declared := option(info, "virtualenv")
	switch toolchain := option(info, "toolchain"); toolchain {
	case "", "pip":
	case "uv":
		if declared == "" {
			declared = ".venv"
		}
	default:
		return "", fmt.Errorf(
			"toolchain %s needs the official Pulumi CLI; use the option virtualenv instead", toolchain)
	}
	if declared == "" {
		return undeclared(info)
	}
	home := within(info.GetRootDirectory(), declared)
	if !exists(pythonOf(home)) {
		return "", fmt.Errorf(
			"%s, the virtualenv of Pulumi.yaml, has no Python: make it with python3 -m venv %s", home, home)
	}
	return pythonOf(home), nil
}

func undeclared(info *pulumirpc.ProgramInfo) (string, error) {
	if chosen := os.Getenv("PULUMI_PYTHON_CMD"); chosen != "" {
		return chosen, nil
	}
	for _, home := range []string{os.Getenv("VIRTUAL_ENV"), within(info.GetRootDirectory(), ".venv")} {
		if home != "" && exists(pythonOf(home)) {
			return pythonOf(home), nil
		}
	}
	found, err := exec.LookPath("python3")
	if err != nil {
		return "", errNoPython
	}
	return found, nil
}

// The environment of a program, with the virtual environment of `python`, if any, activated.
func environment(python string) []string {
	home := filepath.Dir(filepath.Dir(python))
	if !exists(filepath.Join(home, "pyvenv.cfg")) {
		return os.Environ()
	}
	kept := []string{}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "PYTHONHOME=") {
			kept = append(kept, variable)
		}
	}
	path := filepath.Join(home, "bin") + string(os.PathListSeparator) + os.Getenv("PATH")
	return append(kept, "VIRTUAL_ENV="+home, "PATH="+path) // of a name that comes twice the last one counts
}

func option(info *pulumirpc.ProgramInfo, name string) string {
	return info.GetOptions().GetFields()[name].GetStringValue()
}

// An absolute path stays as it is.
func within(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

func pythonOf(home string) string {
	return filepath.Join(home, "bin", "python")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
