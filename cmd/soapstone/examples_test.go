package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

const examples = "../../testdata/examples"

// buildProgram builds soapstone and returns the folder that it is in.
func buildProgram(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", folder+string(filepath.Separator), ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return folder
}

// exampleRun runs a command of an example, which has to pass and to say so, also behind a proxy that knows nothing of this
// machine, and to leave nothing behind.
func exampleRun(t *testing.T, program, says, command string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // far above what it takes
	defer cancel()
	cmd := exec.CommandContext(ctx, command, args...)
	temporary := t.TempDir()
	cmd.Env = append(os.Environ(), "SOAPSTONE="+filepath.Join(program, "soapstone"), "PYTHONDONTWRITEBYTECODE=1",
		"http_proxy=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1", "no_proxy=", "NO_PROXY=",
		"TMPDIR="+temporary, "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir="+temporary)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), says) {
		t.Errorf("%s: %v; it does not say %q:\n%s", cmd, err, says, out)
	}
	if left, err := filepath.Glob(filepath.Join(temporary, "soapstone*")); err != nil || len(left) > 0 {
		t.Errorf("%s: %v; it leaves %v", cmd, err, left)
	}
}

// TestInteropExamples runs what testdata/examples shows, as it stands there.
func TestInteropExamples(t *testing.T) {
	t.Parallel()
	program := buildProgram(t)
	t.Run("pytest", func(t *testing.T) {
		for _, python := range []string{"python3", "/usr/bin/python3"} {
			if exec.CommandContext(t.Context(), python, "-c", "import pytest, zeep").Run() == nil {
				exampleRun(t, program, "2 passed", python, "-m", "pytest", "-q", "-p", "no:cacheprovider", filepath.Join(examples, "pytest"))
				return
			}
		}
		interopMissing(t, "python3-pytest python3-zeep")
	})
	t.Run("phpunit", func(t *testing.T) {
		if exec.CommandContext(t.Context(), "phpunit", "--version").Run() != nil || exec.CommandContext(t.Context(), "php", "-r", probePHP).Run() != nil {
			interopMissing(t, "phpunit php-soap")
		}
		exampleRun(t, program, "OK (2 tests, 3 assertions)", "phpunit", "--do-not-cache-result", filepath.Join(examples, "phpunit"))
	})
	t.Run("junit", func(t *testing.T) {
		onPath(t, "javac")
		launcher := installed(t, "junit/junit-platform-console-standalone-1.11.4.jar")
		classes := t.TempDir()
		sources, err := filepath.Glob(filepath.Join(examples, "junit", "*.java"))
		if err != nil {
			t.Fatal(err)
		}
		interopRun(t, "javac", append([]string{"-d", classes, "-cp", launcher}, sources...)...)
		exampleRun(t, program, "2 tests successful", "java", "-jar", launcher, "execute", "--disable-banner", "-cp", classes, "--scan-classpath")
	})
}

// TestInteropWorkflow runs the steps of the CI job as a runner does: each in a shell of its own that ends at the first
// error, and what it writes to GITHUB_ENV is there for the next. That the program was installed is all it takes on trust.
func TestInteropWorkflow(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			interopMissing(t, tool)
		}
	}
	text, err := os.ReadFile(filepath.Join(examples, "ci", "workflow.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Name, Run, Uses string }
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	set := filepath.Join(folder, "environment")
	environment := append(os.Environ(), "NO_PROXY=*", "no_proxy=*", "GITHUB_ENV="+set, "PATH="+buildProgram(t)+":"+os.Getenv("PATH"))
	said := map[string]string{}
	for _, step := range workflow.Jobs["session"].Steps {
		if step.Uses != "" || step.Name == "install" {
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, "bash", "-e", "-o", "pipefail", "-c", step.Run)
		cmd.Dir, cmd.Env, cmd.Stderr = folder, environment, log // a file: the server has it open beyond the step
		out, err := cmd.Output()
		cancel()
		if err != nil {
			t.Errorf("%s: %v: %s", step.Name, err, out)
		}
		said[step.Name] = string(out)
		if lines, err := os.ReadFile(set); err == nil {
			environment = append(environment, strings.Fields(string(lines))...)
		}
	}
	if !strings.Contains(said["a session"], `"sessionID":"`) {
		t.Errorf("no session was begun: %q", said)
	}
	if !strings.Contains(said["why it failed"], `"url": "/rest/webapi"`) {
		t.Errorf("what would be told of a failed job is %q", said["why it failed"])
	}
	if !strings.Contains(said["stop"], `stopping`) {
		t.Errorf("the server was not stopped: %q", said)
	}
}
