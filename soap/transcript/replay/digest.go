package replay

import (
	"crypto/md5" // what RFC 2617 names
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// parameter finds a name and its value in the credentials of HTTP Digest.
var parameter = regexp.MustCompile(`([A-Za-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^",\s]+)`)

// digest is the Authorization of HTTP Digest (RFC 7616) in a request: it answers a challenge, so it has to be computed
// anew for each server.
type digest struct {
	text   string // as it stands
	values map[string]string
	method string
	target string // of the request line
	body   []byte
}

// digestOf returns the digest of a request, nil when it has none.
func digestOf(m *transcript.Message) *digest {
	scheme, text, _ := strings.Cut(m.Value("Authorization"), " ")
	if !strings.EqualFold(scheme, "Digest") {
		return nil
	}
	method, rest, _ := strings.Cut(m.Start, " ")
	target, _, _ := strings.Cut(rest, " ")
	d := &digest{text: text, values: map[string]string{}, method: method, target: target, body: m.Body}
	for _, p := range parameter.FindAllStringSubmatch(text, -1) {
		d.values[strings.ToLower(p[1])] = strings.Trim(p[2], `"`)
	}
	return d
}

// response computes what answers the challenge, "" for an algorithm that is not known.
func (d *digest) response(password string) string {
	v := d.values
	algorithm, session := strings.CutSuffix(strings.ToUpper(v["algorithm"]), "-SESS")
	sum := func(parts ...string) string {
		text := []byte(strings.Join(parts, ":"))
		if algorithm == "SHA-256" {
			b := sha256.Sum256(text)
			return hex.EncodeToString(b[:])
		}
		b := md5.Sum(text)
		return hex.EncodeToString(b[:])
	}
	if algorithm != "" && algorithm != "MD5" && algorithm != "SHA-256" {
		return ""
	}
	key := sum(v["username"], v["realm"], password)
	if session {
		key = sum(key, v["nonce"], v["cnonce"])
	}
	what := sum(d.method, v["uri"])
	switch strings.ToLower(v["qop"]) {
	case "":
		return sum(key, v["nonce"], what)
	case "auth-int":
		what = sum(d.method, v["uri"], sum(string(d.body)))
	}
	return sum(key, v["nonce"], v["nc"], v["cnonce"], v["qop"], what)
}

// password finds the one that the digest was made with. Where it was masked, the placeholder names it. Else it is the user's,
// if it is known, or one that the player tries: nothing has to be sent to see whether it fits.
func (p *Player) password(d *digest) (password string, err error) {
	if placeholder := mask.Digest(d.values["response"]); placeholder != "" {
		if secret, found := p.secret(placeholder); found {
			return secret, nil
		}
		return "", &mask.MissingError{Names: []string{placeholder}}
	}
	user := d.values["username"]
	name := user[strings.LastIndexByte(user, '\\')+1:] + ".password"
	tries := slices.Clone(p.Passwords)
	if secret, found := p.secret(name); found {
		tries = append(tries, secret)
	}
	for _, try := range tries {
		if strings.EqualFold(d.response(try), d.values["response"]) {
			return try, nil
		}
	}
	return "", &mask.MissingError{Names: []string{name}}
}

// answer answers the challenge of the live server as the story's digest answered that of its own. One that was made with
// a password which is not known was perhaps wrong on purpose, and stays so.
func (r *reading) answer(story *digest, m *transcript.Message) {
	password, err := r.player.password(story)
	if err != nil {
		return
	}
	for i, f := range m.Fields {
		if !strings.EqualFold(f.Name, "Authorization") {
			continue
		}
		live := digestOf(m)
		if nonce, bound := r.bound.live[story.values["nonce"]]; bound {
			live.values["nonce"] = nonce
		}
		if opaque, bound := r.bound.live[story.values["opaque"]]; bound {
			live.values["opaque"] = opaque
		}
		if story.values["uri"] == story.target { // else it was wrong on purpose
			_, rest, _ := strings.Cut(m.Start, " ")
			live.values["uri"], _, _ = strings.Cut(rest, " ")
		}
		live.values["response"] = live.response(password)
		text := parameter.ReplaceAllStringFunc(live.text, func(found string) string {
			part := parameter.FindStringSubmatch(found)
			value := live.values[strings.ToLower(part[1])]
			if strings.HasPrefix(part[2], `"`) {
				value = fmt.Sprintf(`"%s"`, value)
			}
			return part[1] + "=" + value
		})
		m.Fields[i].Value = "Digest " + text
	}
}
