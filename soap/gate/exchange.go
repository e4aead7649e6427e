package gate

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
)

type exchange struct{ forward *forward }

func newExchange(f *forward, cfg ForwardConfig) (*exchange, error) { return &exchange{f}, nil }

func (x *exchange) send(ctx context.Context, call *soap.Call, m *message) (*answer, error) {
	return x.forward.send(ctx, call, m)
}
