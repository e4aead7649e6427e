package sqlserver

import (
	"log/slog"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// explain says in the log what may have been meant by a method that an endpoint does not have. To the client the fault says
// no more than the real server's does.
func (e *endpoint) explain(call *soap.Call, v *visit) {
	payload := call.Envelope.Payload
	if payload == nil {
		return
	}
	asked := payload.Name
	if asked.Local == batches && asked.Space == stream.SQL && !v.settings.batches {
		call.Log.Info("sqlserver: the endpoint takes no ad-hoc batches: set its batches to enabled, or give it a web method",
			slog.String("endpoint", e.path))
		return
	}
	for _, m := range e.methods {
		if strings.EqualFold(m.Name, asked.Local) && (m.Name != asked.Local || m.space != asked.Space) {
			call.Log.Info("sqlserver: a web method has nearly this name: the element in the Body has to have its name and its namespace, letter by letter",
				slog.String("endpoint", e.path), slog.String("asked", "{"+soap.Clip(asked.Space)+"}"+soap.Clip(asked.Local)),
				slog.String("method", "{"+m.space+"}"+m.Name))
		}
	}
}
