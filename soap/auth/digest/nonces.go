package digest

import (
	"encoding/base64"
	"strings"
	"sync"
	"time"
)

// most is how many nonces are remembered. Who floods a server with requests makes others ask for a new one.
const most = 4096

// Nonces are the nonces that a server has given out. The zero value is ready; any number of goroutines may use it at
// once.
type Nonces struct {
	mu    sync.Mutex
	known map[string]*nonce
	order []string // as they were issued
}

// nonce is one of them.
type nonce struct {
	issued  time.Time
	client  string // the nonce of the client in the first answer
	highest uint32 // of the counts that were used
	seen    uint64 // which of the counts at and below the highest: bit 0 is the highest
}

// Issue makes a nonce of 16 bytes from the caller's source of chance.
func (n *Nonces) Issue(chance [16]byte, now time.Time) string {
	text := base64.RawURLEncoding.EncodeToString(chance[:])
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known == nil {
		n.known = map[string]*nonce{}
	}
	if len(n.order) == most {
		delete(n.known, n.order[0])
		n.order = append(n.order[:0], n.order[1:]...)
	}
	n.known[text], n.order = &nonce{issued: now}, append(n.order, text)
	return text
}

// First is the client's nonce in the first answer that used a nonce, "" when there was none.
func (n *Nonces) First(text string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if known := n.known[text]; known != nil {
		return known.client
	}
	return ""
}

// Use uses up a count of a nonce, for an answer that is right. It is false when the client needs another nonce: this one
// is not known, too old, or the count was used before. Counts may come out of order, within the last 64.
func (n *Nonces) Use(a *Answer, now time.Time, lifetime time.Duration) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	known := n.known[a.Nonce]
	if known == nil || now.Sub(known.issued) > lifetime || !known.use(a.Count) {
		return false
	}
	if known.client == "" {
		known.client = strings.Clone(a.ClientNonce)
	}
	return true
}

func (n *nonce) use(count uint32) bool {
	switch {
	case count == 0: // clients count from one
		return false
	case count > n.highest:
		n.seen = n.seen<<(count-n.highest) | 1 // none is left of those more than 63 below
		n.highest = count
		return true
	}
	bit := uint64(1) << (n.highest - count)
	if bit == 0 || n.seen&bit != 0 {
		return false
	}
	n.seen |= bit
	return true
}
