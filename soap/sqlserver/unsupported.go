package sqlserver

import (
	"log/slog"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// explain says in the log why an endpoint does not have sqlbatch. To the client the fault says no more than the real server's does.
func (e *endpoint) explain(call *soap.Call, v *visit) {
	payload := call.Envelope.Payload
	if payload != nil && payload.Name == (soap.Name{Space: stream.SQL, Local: batches}) && !v.settings.batches {
		call.Log.Info("sqlserver: the endpoint takes no ad-hoc batches: set its batches to enabled, or give it a web method",
			slog.String("endpoint", e.path))
	}
}
