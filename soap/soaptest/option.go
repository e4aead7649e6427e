package soaptest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// Option says what Start runs, and how.
type Option func(*setup) error

// setup is what options say.
type setup struct {
	cfg     world.Config
	systems []string
	at      time.Time
	seed    []byte
}

// SQLServer runs SQL Server's native web services. Each setting is "name = value", named as in the configuration file:
// SQLServer("choices.faultHeader = none").
func SQLServer(settings ...string) Option { return system("sqlserver", settings) }

// MFT runs the AdministratorService and the FTService of TIBCO MFT; see SQLServer for settings.
func MFT(settings ...string) Option { return system("mft", settings) }

// Salesforce runs the SOAP API of Salesforce; see SQLServer for settings.
func Salesforce(settings ...string) Option { return system("salesforce", settings) }

// Futurama runs Futurama WebAPI, SOAP and REST; see SQLServer for settings.
func Futurama(settings ...string) Option { return system("futurama", settings) }

// Model204 runs the $Session_* functions of Model 204; see SQLServer for settings.
func Model204(settings ...string) Option { return system("model204", settings) }

func system(name string, settings []string) Option {
	return func(o *setup) error {
		if !slices.Contains(o.systems, name) {
			o.systems = append(o.systems, name)
		}
		for _, setting := range settings {
			if err := o.set(name+".", setting); err != nil {
				return err
			}
		}
		return nil
	}
}

// Set is a setting that is no single system's, "name = value", named as in the configuration file: Set("timezone = Europe/Berlin").
func Set(setting string) Option {
	return func(o *setup) error { return o.set("", setting) }
}

func (o *setup) set(before, setting string) error {
	name, value, found := strings.Cut(setting, "=")
	if !found {
		return fmt.Errorf("setting %q: write it as \"name = value\", with the name from `soapstone config default`", setting)
	}
	return o.cfg.Set(before+strings.TrimSpace(name), strings.TrimSpace(value))
}

// At begins at an instant at which the emulated time stands still, until the test moves it. It takes what SetClock takes.
func At(at time.Time) Option {
	return func(o *setup) error {
		clock := soap.NewFrozenClock(time.Unix(0, 0))
		if err := clock.Set(context.Background(), at); err != nil {
			return fmt.Errorf("at: %w", err)
		}
		o.at = at
		return nil
	}
}

// Seed makes chance follow from a seed: the same requests, sent one after the other, get the same ids in every run.
// Anybody can predict these.
func Seed(seed []byte) Option {
	return func(o *setup) error {
		o.seed = slices.Clone(seed)
		return nil
	}
}
