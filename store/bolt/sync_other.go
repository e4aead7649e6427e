//go:build !linux

package bolt

func (f diskFile) SyncData() error { return f.Sync() }
