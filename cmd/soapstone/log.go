package main

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"
)

// logFlags are how a program that runs on writes its log.
type logFlags struct{ format, level string }

func (l *logFlags) flags(cmd *cobra.Command, level string) {
	l.format, l.level = "text", "info"
	f := cmd.Flags()
	f.Var(oneOf{&l.format, []string{"text", "json"}}, "log-format", "form of the log")
	f.Var(oneOf{&l.level, []string{"debug", "info", "warn", "error"}}, "log-level", level)
}

// lines are what a program prints beside its log, such as its banner, in the form of the log: in JSON each line is a record. Who reads
// a container's output line by line has both in one stream.
func (l *logFlags) lines(level slog.Level, text string) string {
	if l.format != "json" {
		return text
	}
	var b strings.Builder
	log := slog.New(slog.NewJSONHandler(&b, nil))
	for line := range strings.Lines(text) {
		log.Log(context.Background(), level, strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "soapstone: "))
	}
	return b.String()
}

// logOf is how a command writes its log, or in text when it has none.
func logOf(cmd *cobra.Command) *logFlags {
	if f := cmd.Flag("log-format"); f != nil {
		return &logFlags{format: f.Value.String()}
	}
	return &logFlags{}
}

func (l *logFlags) logger(w io.Writer) *slog.Logger {
	var least slog.Level
	if err := least.UnmarshalText([]byte(l.level)); err != nil {
		least = slog.LevelInfo // the flag has let through only names of levels
	}
	options := &slog.HandlerOptions{Level: least, ReplaceAttr: plainAttr}
	if l.format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
