package codec_test

import (
	"encoding/xml"
	"os"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// The types of the contract for tests, as wsdl/gen would write them, and with every kind of field that is allowed.
type (
	Item struct {
		XMLName xml.Name   `xml:"urn:library:data Item"`
		Title   *string    `xml:"Title,omitempty"`
		Due     *time.Time `xml:"Due,omitempty"`
		Copy    []*int32   `xml:"Copy"`
		Shelf   *Shelf     `xml:"Shelf"`
		Rating  *string    `xml:"urn:library:data Rating"`
		ID      *[]byte    `xml:"id,attr,omitempty"`
		Kind    *Kind      `xml:"kind,attr"`
	}
	Film struct {
		*Item
		Minutes *int16 `xml:"Minutes"`
		Sequel  *Film  `xml:"Sequel"`
		Colour  *bool  `xml:"colour,attr"`
	}
	Kind  string
	Shelf struct {
		Value *string `xml:",chardata"`
		Floor *int32  `xml:"floor,attr"`
		Wing  *string `xml:"wing,attr"`
	}
	Find struct {
		Words *string          `xml:"words"`
		Like  *Film            `xml:"like"`
		Value *codec.Content   `xml:"value"`
		Any   []*codec.Content `xml:",any"`
	}
	FindResponse struct {
		Found  []*Item        `xml:"found"`
		Stream *codec.Content `xml:"stream"`
		Ticket *string        `xml:"Ticket"`
	}
)

func library(t testing.TB) *wsdl.Contract {
	t.Helper()
	b, err := os.ReadFile("../../../wsdl/testdata/library.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, b)
}

func libraryElement(t testing.TB, local string) *wsdl.Element {
	t.Helper()
	return library(t).Element(wsdl.Name{Space: "urn:library", Local: local})
}
