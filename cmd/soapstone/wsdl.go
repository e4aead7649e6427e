package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

func newWSDL() *cobra.Command {
	var s settings
	var all bool
	var dir string
	base := "http://localhost:8080"
	cmd := &cobra.Command{
		Use:   "wsdl NAME",
		Short: "Print the contracts as they are served",
		Long: `Print the contract of a service as it is served, or write all of them into a
folder. The address in a copy is that of --public-url, or ` + base + `.`,
		Example: `  soapstone wsdl list
  soapstone wsdl sqlserver/demo
  soapstone wsdl --all --out contracts`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			services, at, err := contracts(cmd, &s, base)
			if err != nil {
				return err
			}
			switch {
			case all && len(args) == 0 && dir != "":
				return writeContracts(cmd, services, at, dir)
			case !all && dir == "" && len(args) == 1:
				return printContract(cmd, services, at, args[0])
			}
			return errors.New("wsdl takes one NAME, or --all with --out DIR: `soapstone wsdl list` shows the names")
		},
	}
	s.flags(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "write all contracts, each into a file of its own")
	cmd.Flags().StringVar(&dir, "out", "", "`DIR` to write them to, made where it is not there")

	list := &cobra.Command{
		Use:   "list",
		Short: "List the names of the contracts",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			services, _, err := contracts(cmd, &s, base)
			for _, service := range services {
				fmt.Fprintln(cmd.OutOrStdout(), service.Name)
			}
			return err
		},
	}
	s.flags(list)
	cmd.AddCommand(list)
	return cmd
}

// contracts returns the services that have a contract, under the settings of the flags, and the address for them.
func contracts(cmd *cobra.Command, s *settings, base string) (services []*soap.Service, at string, err error) {
	cfg, err := s.config(cmd)
	if err != nil {
		return nil, "", err
	}
	db, err := bolt.OpenTemp() // rooms need a store, though nothing will be kept in it
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	w, err := world.New(cfg, db.Handle(), soap.NewClock(), world.Options{})
	if err != nil {
		return nil, "", err
	}
	for _, service := range w.Services() {
		if service.Contract != nil {
			services = append(services, service)
		}
	}
	if cfg.PublicURL != "" {
		base = cfg.PublicURL
	}
	return services, base, nil
}

// findContract returns the service of that name, which has a contract.
func findContract(services []*soap.Service, name string) (*soap.Service, error) {
	var names []string
	for _, s := range services {
		if s.Contract == nil {
			continue
		}
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return nil, fmt.Errorf("there is no contract %q%s: `soapstone wsdl list` shows the names", name, didYouMean(name, names))
}

func printContract(cmd *cobra.Command, services []*soap.Service, base, name string) error {
	s, err := findContract(services, name)
	if err != nil {
		return err
	}
	_, err = cmd.OutOrStdout().Write(document(s, base))
	return err
}

// writeContracts writes each contract into the file of its name.
func writeContracts(cmd *cobra.Command, services []*soap.Service, base, dir string) error {
	for _, s := range services {
		name := filepath.Join(dir, filepath.FromSlash(s.Name)+".wsdl")
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return fmt.Errorf("--out %s: %w", dir, err)
		}
		if err := os.WriteFile(name, document(s, base), 0o666); err != nil {
			return fmt.Errorf("--out %s: %w", dir, err)
		}
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), name); err != nil {
			return err
		}
	}
	return nil
}
