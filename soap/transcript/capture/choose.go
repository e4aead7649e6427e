package capture

import (
	"path"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// leave says why an exchange is left out, "" when it is kept. The first reason counts.
func (i *importer) leave(x *exchange) string {
	if len(i.o.Hosts) > 0 && !slices.ContainsFunc(i.o.Hosts, func(pattern string) bool { return fitsHost(pattern, x.host()) }) {
		return "requests to other hosts"
	}
	switch {
	case x.leave != "":
		return x.leave
	case x.method == "CONNECT":
		return "tunnels (CONNECT)"
	case i.o.All:
		return ""
	case x.method == "OPTIONS":
		return "OPTIONS"
	case x.service():
		return ""
	case x.asset():
		return "images, fonts, styles and scripts"
	}
	return "neither SOAP nor XML nor JSON"
}

// fitsHost says whether a host fits a pattern, with its port or without.
func fitsHost(pattern, host string) bool {
	name := host
	if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") {
		name = host[:at]
	}
	for _, h := range []string{host, name} {
		if ok, _ := path.Match(strings.ToLower(pattern), h); ok { // it was looked at before
			return true
		}
	}
	return false
}

// service says whether an exchange is one with a service: of either message the content type says so, or the body.
func (x *exchange) service() bool {
	if x.assetType() {
		return false
	}
	for _, m := range []*transcript.Message{&x.request, x.response} {
		if m == nil {
			continue
		}
		media, _, _ := strings.Cut(strings.ToLower(m.Value("Content-Type")), ";")
		media = strings.TrimSpace(media)
		switch {
		case media == "text/xml", media == "application/xml", strings.HasSuffix(media, "+xml") && media != "application/xhtml+xml" && media != "image/svg+xml",
			media == "text/json", media == "application/json", strings.HasSuffix(media, "+json"), media == "multipart/related", media == "application/dime":
			return true
		case media == "text/html", media == "application/xhtml+xml":
		case looksLikeDocument(m.Body):
			return true
		}
	}
	if x.request.Value("SOAPAction") != "" || correlate.System(&x.request) != "" {
		return true
	}
	query := strings.ToLower(originForm(x.target))
	_, query, _ = strings.Cut(query, "?")
	return strings.HasPrefix(query, "wsdl") || strings.HasPrefix(query, "xsd") || strings.HasSuffix(x.path(), ".wsdl") || strings.HasSuffix(x.path(), ".xsd")
}

// asset says whether it is a part of a page.
func (x *exchange) asset() bool {
	if x.assetType() {
		return true
	}
	switch x.resource {
	case "image", "imageset", "stylesheet", "script", "font", "media", "manifest", "texttrack":
		return true
	}
	switch path.Ext(x.path()) {
	case ".png", ".gif", ".jpg", ".jpeg", ".svg", ".ico", ".webp", ".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".eot", ".otf", ".mp4", ".webm":
		return x.method == "GET"
	}
	return false
}

// assetType says whether the answer's content type is that of a part of a page.
func (x *exchange) assetType() bool {
	if x.response == nil || x.method != "GET" {
		return false
	}
	media, _, _ := strings.Cut(strings.ToLower(x.response.Value("Content-Type")), ";")
	media = strings.TrimSpace(media)
	for _, begin := range []string{"image/", "font/", "audio/", "video/", "text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/font", "application/x-font", "application/vnd.ms-fontobject", "application/manifest+json"} {
		if strings.HasPrefix(media, begin) {
			return true
		}
	}
	return false
}
