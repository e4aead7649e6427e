package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
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
folder. The address in a copy is that of --public-url, or ` + base + `.
The name of a service without its version means the newest. SQL Server's has
another form, "sqlserver/demo?wsdlsimple", in the file demo.wsdlsimple.wsdl.`,
		Example: `  soapstone wsdl list
  soapstone wsdl sqlserver/demo
  soapstone wsdl salesforce/partner/58.0
  soapstone wsdl --all --out contracts`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			contracts, err := contracts(cmd, &s, base)
			if err != nil {
				return err
			}
			switch {
			case all && len(args) == 0 && dir != "":
				return writeContracts(cmd, contracts, dir)
			case !all && dir == "" && len(args) == 1:
				return printContract(cmd, contracts, args[0])
			}
			return errors.New("wsdl takes one NAME, or --all with --out DIR: `soapstone wsdl list` shows the names")
		},
	}
	s.flags(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "write all contracts, each into a file of its own")
	cmd.Flags().StringVar(&dir, "out", "", "`DIR` to write them to, made where it is not there")

	cmd.AddCommand(newWSDLList(base))
	return cmd
}

func newWSDLList(base string) *cobra.Command {
	var s settings
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the names of the contracts",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			contracts, err := contracts(cmd, &s, base)
			for _, c := range withForms(contracts) {
				fmt.Fprintln(cmd.OutOrStdout(), c.Name)
			}
			return err
		},
	}
	s.flags(cmd)
	return cmd
}

func printContract(cmd *cobra.Command, all []soap.Copy, name string) error {
	c, err := findCopy(all, name)
	if err != nil {
		return err
	}
	_, err = cmd.OutOrStdout().Write(c.Document())
	return err
}

// contracts returns all WSDLs under the settings of the flags. Their address is base, unless there is a public one.
func contracts(cmd *cobra.Command, s *settings, base string) (all []soap.Copy, err error) {
	cfg, err := s.config(cmd)
	if err != nil {
		return nil, err
	}
	err = onPaper(cfg, func(w *world.World) { all = copies(w.Services(), cfg.Base(base)) })
	return all, err
}

// writeContracts writes each contract, in each of its forms, into the file of its name. No file of Windows has a "?" in its name.
func writeContracts(cmd *cobra.Command, all []soap.Copy, dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("--out: %s is a file: name a folder for the contracts", dir)
	}
	for _, c := range withForms(all) {
		name := filepath.Join(dir, filepath.FromSlash(strings.ReplaceAll(c.Name, "?", "."))+".wsdl")
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return fmt.Errorf("--out %s: %w", dir, err)
		}
		if err := os.WriteFile(name, c.Document(), 0o666); err != nil {
			return fmt.Errorf("--out %s: %w", dir, err)
		}
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), name); err != nil {
			return err
		}
	}
	return nil
}
