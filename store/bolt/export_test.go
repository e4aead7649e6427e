package bolt

// WithSegment returns options with which a segment of the journal gets so many bytes long.
func (o Options) WithSegment(size int64) Options {
	o.segment = size
	return o
}
