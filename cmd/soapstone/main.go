// Soapstone stands in for the session services of legacy SOAP systems. Its
// commands are described by `soapstone help`.
package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
