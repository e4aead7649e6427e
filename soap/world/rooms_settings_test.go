package world

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What all rooms promise of their settings is tried with those of each.

// The settings of the world are what a room inherits, and what it has itself stays.
func TestInheritTakesWhatIsMissing(t *testing.T) {
	for _, r := range rooms {
		cfg := Default()
		own, ok := r.settings(&cfg).(local)
		if !ok {
			continue
		}
		before := cfg.clone()
		own.Inherit("legacy", "Europe/Berlin")
		if cmp.Equal(before, cfg) {
			t.Errorf("%s inherits nothing", r.name)
		}
		first := cfg.clone()
		own.Inherit("other", "UTC")
		if diff := cmp.Diff(first, cfg); diff != "" {
			t.Errorf("%s gave up what it had:\n%s", r.name, diff)
		}
	}
}

// Without the demo accounts there is none, and the settings are right.
func TestDropDemoAccountsOfEach(t *testing.T) {
	for _, r := range rooms {
		cfg := Default()
		own, ok := r.settings(&cfg).(demo)
		if !ok {
			continue
		}
		if name, password := own.DemoAccount(); name == "" || password != "soapstone" {
			t.Errorf("%s: the demo account is %q, %q", r.name, name, password)
		}
		own.DropDemoAccounts()
		if name, _ := own.DemoAccount(); name != "" {
			t.Errorf("%s: %s is left", r.name, name)
		}
		if err := cfg.Validate(); err != nil {
			t.Error(err)
		}
	}
}

// A copy shares no list and no map with its original, whichever settings there are.
func TestClonesShareNothing(t *testing.T) {
	var cfg Config
	fill(reflect.ValueOf(&cfg).Elem())
	for _, path := range shared("", reflect.ValueOf(cfg), reflect.ValueOf(cfg.clone())) {
		t.Errorf("%s: the copy shares it", path)
	}
}

// written are settings that nobody changes, inside of an element: they are what a file has written down.
var written = []string{".SQLServer.Config.Endpoints[0].WebMethods[0]", ".SQLServer.Config.Batches[0]"}

// fill gives every list an element, also in those.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	}
}

// shared are the lists and maps that two values of a type have in common.
func shared(path string, a, b reflect.Value) (paths []string) {
	if slices.Contains(written, path) {
		return nil
	}
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			paths = append(paths, shared(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))...)
		}
	case reflect.Slice:
		for i := range a.Len() {
			paths = append(paths, shared(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i))...)
		}
		fallthrough
	case reflect.Map, reflect.Pointer:
		if !a.IsNil() && a.UnsafePointer() == b.UnsafePointer() {
			paths = append(paths, path)
		}
	}
	return paths
}
