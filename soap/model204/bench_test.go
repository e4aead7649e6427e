package model204_test

import "testing"

// BenchmarkOpenClose is a session opened and closed again, in a store that does not wait for the disk.
func BenchmarkOpenClose(b *testing.B) {
	o := start(b, 1)
	h := o.login(0, "HARPO")
	o.want("0", 0, h, "Session_Create", "sesid", "A", "opts", "NOOPEN")
	b.ReportAllocs()
	for b.Loop() {
		o.want("0", 0, h, "Session_Open", "sesid", "A")
		o.want("0", 0, h, "Session_Close")
	}
}

// BenchmarkTransient is a login, one function and a logout.
func BenchmarkTransient(b *testing.B) {
	o := start(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		o.want("0", 0, "", "Session")
	}
}

// BenchmarkQueue is a session that goes through a queue of 200.
func BenchmarkQueue(b *testing.B) {
	o := start(b, 1)
	var all []string
	for range 201 {
		all = append(all, o.login(0, "HARPO"))
	}
	o.want("0", 0, all[0], "Session_Create", "sesid", "A")
	for b.Loop() {
		var queue []*pending
		for _, h := range all[1:] {
			queue = append(queue, o.waits(0, h, "Session_Open", "sesid", "A", "timeout", "200"))
		}
		for i, w := range queue {
			o.want("0", 0, all[i], "Session_Close")
			w.is(b, "0")
		}
		o.want("0", 0, all[200], "Session_Close")
		o.want("0", 0, all[0], "Session_Open", "sesid", "A")
	}
}
