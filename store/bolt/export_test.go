package bolt

// Queued returns options with which every update is the writer's.
func (o Options) Queued() Options {
	o.queued = true
	return o
}

// WithSegment returns options with which a segment of the journal gets so many bytes long.
func (o Options) WithSegment(size int64) Options {
	o.segment = size
	return o
}
