package codec_test

import (
	"encoding/xml"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
)

// One body, the same struct: what the codec costs beside encoding/xml.

const startBody = `<StartSessionResponse xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"><StartSessionResult xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Message>success</Message><NextTimeout>2017-08-15T14:22:31.1234567+02:00</NextTimeout><SessionID>q1w2e3r4t5y0uioplkjhgfds</SessionID></StartSessionResult></StartSessionResponse>`

func startValue() *futurama.StartSessionResponse {
	return &futurama.StartSessionResponse{StartSessionResult: &futurama.StartSessionResult{Message: new("success"),
		NextTimeout: new(time.Date(2017, 8, 15, 14, 22, 31, 123456700, time.FixedZone("", 2*3600))), SessionID: new("q1w2e3r4t5y0uioplkjhgfds")}}
}

func startPlan(b *testing.B) *codec.Plan {
	return planFor[futurama.StartSessionResponse](b, parse(b, futurama.Document).Operation("StartSession").Output.Element)
}

func BenchmarkEncode(b *testing.B) {
	value := startValue()
	b.Run("codec", func(b *testing.B) {
		plan, style := startPlan(b), wcf
		var w writer.Writer
		b.ReportAllocs()
		for b.Loop() {
			w.Reset()
			if _, err := plan.Encode(&style, &w, value); err != nil {
				b.Fatal(err)
			}
		}
		if w.String() != startBody {
			b.Fatal(w.String())
		}
	})
	b.Run("encoding xml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := xml.Marshal(value); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Reading is measured with the parser, since encoding/xml cannot do without.
func BenchmarkDecode(b *testing.B) {
	b.Run("reader and codec", func(b *testing.B) {
		plan, style := startPlan(b), codec.ReadStyle{}
		b.ReportAllocs()
		for b.Loop() {
			d, err := reader.Read([]byte(startBody), reader.Options{})
			if err != nil {
				b.Fatal(err)
			}
			var v futurama.StartSessionResponse
			if err := plan.Decode(&style, d.Root(), &v); err != nil {
				b.Fatal(err)
			}
			d.Release()
		}
	})
	b.Run("codec alone", func(b *testing.B) {
		plan, style, e := startPlan(b), codec.ReadStyle{}, read(b, startBody)
		b.ReportAllocs()
		for b.Loop() {
			var v futurama.StartSessionResponse
			if err := plan.Decode(&style, e, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding xml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v futurama.StartSessionResponse
			if err := xml.Unmarshal([]byte(startBody), &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A list of a hundred sessions, as Axis writes it, and the request for it.
func BenchmarkEncoded(b *testing.B) {
	value := &mftadmin.ListActiveSessionIdsResponse{}
	for range 100 {
		value.ListActiveSessionIdsReturn = append(value.ListActiveSessionIdsReturn, session("Y", "10.0.0.5", "583def%6abdeef%7b30", at(12, 11, 36), "admin"))
	}
	op := parse(b, mftadmin.Document).Operation("listActiveSessionIds")
	plan, ask := messagePlan[mftadmin.ListActiveSessionIdsResponse](b, op.Output), messagePlan[mftadmin.ListActiveSessionIds](b, op.Input)
	for name, multiRef := range map[string]bool{"in place": false, "apart": true} {
		b.Run(name, func(b *testing.B) {
			style := axis(axisNamespace)
			style.MultiRef = multiRef
			var w writer.Writer
			b.ReportAllocs()
			for b.Loop() {
				w.Reset()
				if _, err := plan.Encode(&style, &w, value); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(w.Len()))
		})
	}
	b.Run("request", func(b *testing.B) {
		e := payload(b, publishedMFT(b, "listActiveSessionIds.request"))
		b.ReportAllocs()
		for b.Loop() {
			if err := ask.Decode(&axisRead, e, new(mftadmin.ListActiveSessionIds)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
