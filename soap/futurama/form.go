package futurama

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// form is the form of a body.
type form int

const (
	noForm form = iota
	jsonForm
	xmlForm
)

// formOf is the form of a media type.
func formOf(media string) form {
	switch media {
	case "application/json", "text/json":
		return jsonForm
	case "application/xml", "text/xml":
		return xmlForm
	}
	return noForm
}

// content is what a content type says of a body.
type content struct {
	form  form
	utf16 bool // of JSON, which has no declaration of its own
}

// contentOf reads a content type. Without one a body is JSON (choice).
func contentOf(header string) content {
	media, charset, err := contentType(header)
	switch {
	case err != nil:
		return content{}
	case media == "":
		return content{form: jsonForm}
	}
	c := content{form: formOf(media)}
	if c.form == jsonForm {
		switch charset {
		case "", "utf-8", "us-ascii":
		case "utf-16":
			c.utf16 = true
		default:
			return content{}
		}
	}
	return c
}

// contentType reads a content type: its media type and its charset, both in lower case and "" where there is none.
func contentType(header string) (media, charset string, err error) {
	switch header { // what most clients send; the rest is worth parsing
	case typeSOAP:
		return "text/xml", "utf-8", nil
	case typeJSON:
		return "application/json", "utf-8", nil
	}
	media, params, err := mediaType(header)
	return media, strings.ToLower(params["charset"]), err
}

// mediaType is a media type in lower case, "" where there is none, with its parameters.
func mediaType(s string) (media string, params map[string]string, err error) {
	if !strings.Contains(s, ";") {
		return strings.ToLower(strings.TrimSpace(s)), nil, nil
	}
	return mime.ParseMediaType(s)
}

// answerForm is the form of the answer: the one that Accept prefers of those it names, else that of the request
// (inferred). Of two that it likes as much the first counts.
func (v *visit) answerForm(head http.Header) form {
	best, weight := v.content.form, 0.0
	for _, line := range head.Values("Accept") {
		for item := range strings.SplitSeq(line, ",") {
			media, params, err := mediaType(item)
			f, q := formOf(media), 1.0
			if given, ok := params["q"]; ok && err == nil {
				q, err = strconv.ParseFloat(given, 64)
			}
			if err == nil && f != noForm && q > weight {
				best, weight = f, q
			}
		}
	}
	return best
}
