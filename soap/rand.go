package soap

import (
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// Seed is the seed of one exchange's chance.
type Seed [32]byte

// SeedFrom returns the seeds that follow from one: that of the n-th exchange depends on seed and n alone.
// It makes ids predictable, which is for tests only.
func SeedFrom(seed []byte) func(n uint64) Seed {
	return func(n uint64) Seed {
		b := make([]byte, 0, len(seed)+8)
		b = append(b, seed...)
		return sha256.Sum256(binary.BigEndian.AppendUint64(b, n))
	}
}

// newChance seeds a stream. Without a function it comes from crypto/rand, whose Read never fails.
func newChance(seeds func(n uint64) Seed, n uint64) (*rand.ChaCha8, Seed) {
	var seed Seed
	if seeds != nil {
		seed = seeds(n)
	} else {
		cryptorand.Read(seed[:])
	}
	return rand.NewChaCha8(seed), seed
}
