package sqlserver

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

func (c *Config) validateEndpoints() error {
	if len(c.Endpoints) == 0 {
		return setting.Errorf("endpoints", "there is none: give at least one with a path")
	}
	paths, names := map[string]bool{}, map[string]bool{}
	for i, e := range c.Endpoints {
		if err := e.validate(c, paths, names); err != nil {
			return setting.At("endpoints", i, err)
		}
	}
	return nil
}

// validate checks an endpoint, and its path and name against those of the endpoints before it.
func (e Endpoint) validate(c *Config, paths, names map[string]bool) error {
	if !isPath(e.Path) {
		return setting.In("path", fmt.Errorf("endpoints: %q is no path: write one such as /sql/demo", e.Path))
	}
	if paths[strings.ToLower(e.Path)] {
		return setting.In("path", fmt.Errorf("endpoints: two have the path %s, which is compared without case", e.Path))
	}
	paths[strings.ToLower(e.Path)] = true
	name := e.name()
	if !isName(name) {
		return e.wrong(setting.Errorf("name", "%q is no name for a WSDL: use letters, digits and _, and begin with no digit", name))
	}
	if names[name] {
		return e.wrong(setting.Errorf("name", "another one is called %s too: give each a name of its own", name))
	}
	names[name] = true
	if !isURI(e.namespace()) {
		return e.wrong(setting.Errorf("namespace", "%q is no URI", e.Namespace))
	}
	if _, err := e.settings(c); err != nil {
		return err
	}
	_, err := e.methods(c)
	return err
}

func isURI(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != ""
}

func (e Endpoint) name() string      { return cmp.Or(e.Name, path.Base(e.Path)) }
func (e Endpoint) namespace() string { return cmp.Or(e.Namespace, defaultNamespace) }

func isPath(s string) bool {
	return strings.HasPrefix(s, "/") && s != "/" && path.Clean(s) == s && !strings.ContainsAny(s, "?#%*")
}

// isName says whether a text is a name in Transact-SQL and in XML, of letters of any language (Books Online, "Identifiers",
// ms175874). The signs that only one of the two allows, such as # and the hyphen, are left out.
func isName(s string) bool {
	for i, c := range s {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || !unicode.IsDigit(c)) {
			return false
		}
	}
	// Few letters are none in names of XML, such as those that Unicode got later.
	token, err := xml.NewDecoder(strings.NewReader("<" + s + "/>")).Token()
	element, ok := token.(xml.StartElement)
	return err == nil && ok && element.Name.Local == s
}

// setEndpoint changes a setting that is named by the path of an endpoint.
func (c *Config) setEndpoint(name, value string) error {
	at := strings.LastIndexByte(name, '.')
	if at < 0 {
		return fmt.Errorf("%q names no setting: write the endpoint's path, a dot and the setting, such as /sql/demo.sessionTimeout", name)
	}
	found, err := setting.Change(&c.Endpoints,
		func(e Endpoint) bool { return strings.EqualFold(e.Path, name[:at]) },
		func(e *Endpoint) error {
			if err := e.set(name[at+1:], value); err != nil {
				return e.wrong(err)
			}
			return nil
		})
	if !found {
		return fmt.Errorf("there is no endpoint at %s: give one of the configured paths", name[:at])
	}
	return err
}
