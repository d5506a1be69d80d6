package main

import (
	"context"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

const timeToEnd = 3 * time.Second

// The programs that are running now, so that they end when the host does.
type programs struct {
	lock    sync.Mutex
	running map[*exec.Cmd]chan struct{} // closed when it has ended
	ending  bool
}

func newPrograms() *programs {
	return &programs{running: map[*exec.Cmd]chan struct{}{}}
}

// Runs to the end and returns the exit code, negative for a signal; when the call ends early, so does the program.
func (all *programs) run(call context.Context, program *exec.Cmd) (int, error) {
	done, err := all.start(program)
	if err != nil || done == nil {
		return -int(syscall.SIGTERM), err
	}
	go func() {
		select {
		case <-call.Done():
			_ = program.Process.Signal(syscall.SIGTERM)
		case <-done:
		}
	}()
	_ = program.Wait() // how it ended is in its state
	close(done)
	all.lock.Lock()
	delete(all.running, program)
	all.lock.Unlock()
	if status := program.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
		return -int(status.Signal()), nil
	}
	return program.ProcessState.ExitCode(), nil
}

// No channel comes back where all programs are being ended.
func (all *programs) start(program *exec.Cmd) (chan struct{}, error) {
	all.lock.Lock()
	defer all.lock.Unlock()
	if all.ending {
		return nil, nil
	}
	if err := program.Start(); err != nil {
		return nil, err
	}
	done := make(chan struct{})
	all.running[program] = done
	return done, nil
}

// Asks all programs to end, kills those that do not.
func (all *programs) end() {
	all.lock.Lock()
	all.ending = true
	running := map[*exec.Cmd]chan struct{}{}
	for program, done := range all.running {
		running[program] = done
		_ = program.Process.Signal(syscall.SIGTERM)
	}
	all.lock.Unlock()
	late, stop := context.WithTimeout(context.Background(), timeToEnd)
	defer stop()
	for program, done := range running {
		select {
		case <-done:
		case <-late.Done():
			_ = program.Process.Kill()
		}
	}
}
