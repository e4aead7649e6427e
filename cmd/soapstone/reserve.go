package main

import "os"

// reserve is how much further the heap may grow before it is collected, in bytes.
const reserve = 16 << 20

// reserveHeap returns memory that nobody uses, for as long as it is kept. The system gives none for what is never touched,
// but the collector counts it, and lets the heap grow by as much again before it runs. What we use is some MB, which would
// otherwise be collected twenty times a second under load: a tenth of the processor's time. A larger percentage would do
// that, too, but also let a heap that is large for good reason, such as a large message, grow to several times its size.
// Who has told the collector anything is obeyed.
func reserveHeap() []byte {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	return make([]byte, reserve)
}
