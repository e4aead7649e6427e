package clients_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/clients"
	"github.com/soapstone-dev/soapstone/soap/world"
)

func TestEverySystemHasAClient(t *testing.T) {
	if diff := cmp.Diff(slices.Sorted(slices.Values(world.Names())), slices.Sorted(maps.Keys(clients.Talks()))); diff != "" {
		t.Errorf("(-systems +clients):\n%s", diff)
	}
}
