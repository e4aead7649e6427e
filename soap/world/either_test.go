package world

import (
	"context"
	"errors"
	"testing"
)

// A request's context ends with the request or with the state, whether or not anybody asked for its channel before.
func TestEither(t *testing.T) {
	for _, asked := range []bool{false, true} {
		for _, which := range []int{0, 1} {
			var cancel [2]context.CancelFunc
			e := &either{}
			e.Context, cancel[0] = context.WithCancel(t.Context())
			e.ended, cancel[1] = context.WithCancel(t.Context())
			if asked {
				select {
				case <-e.Done():
					t.Error("it ended before anything did")
				default:
				}
			}
			if e.Err() != nil {
				t.Errorf("it begins with %v", e.Err())
			}
			child, stop := context.WithCancel(e)
			cancel[which]()
			<-e.Done()
			<-child.Done()
			if !errors.Is(e.Err(), context.Canceled) {
				t.Errorf("asked %v, %d ended: error %v", asked, which, e.Err())
			}
			stop()
			e.release()
			cancel[1-which]()
		}
	}
}
