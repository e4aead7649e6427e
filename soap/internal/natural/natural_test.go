package natural_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/natural"
)

func TestCompare(t *testing.T) {
	want := []string{"a", "a.2", "a.10", "a.10b", "a10", "b", "b01", "b1x", "b2"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, natural.Compare)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
