package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// asked are the signals that ask the program to stop: the first in order, the next at once.
func asked() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// catchSignals catches those that ask the program to stop, until release. Hangups, of a terminal that closes, ask once and
// in order: a program often gets several of them, from its shell and from the terminal, and from systemd one right behind
// a SIGTERM (SendSIGHUP=). What was started to outlive its terminal, as by nohup, is not asked by any.
func catchSignals() (signals, hangups <-chan os.Signal, release func()) {
	asks, ends := make(chan os.Signal, 2), make(chan os.Signal, 1)
	signal.Notify(asks, asked()...)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(ends, syscall.SIGHUP)
	}
	return asks, ends, func() {
		signal.Stop(asks)
		signal.Stop(ends)
	}
}

// untilSignal ends a context with the first signal that asks the program to stop. The next one then has its usual effect;
// a hangup has none until release.
func untilSignal(ctx context.Context) (_ context.Context, release func()) {
	ctx, again := signal.NotifyContext(ctx, asked()...)
	context.AfterFunc(ctx, again)
	hangups := make(chan os.Signal, 1)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(hangups, syscall.SIGHUP)
	}
	go func() {
		select {
		case <-hangups:
			again()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		again()
		signal.Stop(hangups)
	}
}
