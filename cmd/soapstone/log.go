package main

import (
	"io"
	"log/slog"

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
