# Everything here is a short name for a go command; none of it is needed to build or test.

PACKAGES = ./...
FUZZTIME = 30s
SOAK = 1h

.PHONY: build test race lint generate fuzz bench bench-peers interop matrix crash soak clean

build:
	go build -trimpath -o bin/soapstone ./cmd/soapstone

test:
	go test $(PACKAGES)

race:
	go test -race $(PACKAGES)

lint:
	test -z "$$(gofmt -l .)"
	go vet $(PACKAGES)
	go tool staticcheck $(PACKAGES)

generate:
	go generate $(PACKAGES)

# Runs each fuzz target for FUZZTIME, one after the other.
fuzz:
	go run ./.ci/fuzz -time $(FUZZTIME)

bench:
	go test -run '^$$' -bench . -benchmem ./soap/... ./store/... ./wsdl/...

# Other SOAP servers beside ours, built and run here: see testdata/peers. What is not installed is left out and named.
bench-peers:
	SOAPSTONE_PEERS=1 go test -v -run '^$$' -bench '^BenchmarkPeers$$' -benchtime 20000x ./soap/soaptest

# Real clients: what is not installed and can be, is: Debian's packages, and the rest below .clients. `make interop CLIENT=zeep
# SYSTEM=salesforce` installs nothing and runs the tests that have both words in their names.
interop:
ifeq ($(CLIENT)$(SYSTEM),)
	-.ci/clients # what could not be installed is skipped
endif
	go test -count=1 -v -run 'Interop.*(?i:$(SYSTEM))/(?i:$(CLIENT))|Interop.*(?i:$(CLIENT))/(?i:$(SYSTEM))$(if $(CLIENT),|Interop(?i:$(CLIENT))$$)' ./cmd/soapstone

# Makes the README's table of clients out of a run of all of them.
matrix:
	rm -f bin/matrix.jsonl && mkdir -p bin
	SOAPSTONE_MATRIX=$(CURDIR)/bin/matrix.jsonl go test -count=1 -run Interop ./cmd/soapstone
	go run ./.ci/matrix bin/matrix.jsonl

# Kills the server 500 times under load, and asks for every session afterwards.
crash:
	SOAPSTONE_CRASH_ROUNDS=500 go test -count=1 -v -timeout 60m -run 'TestCrash$$' ./cmd/soapstone

# Has clients of all systems come, go and die for SOAK, and looks whether memory, goroutines and files stay as they are.
soak:
	SOAPSTONE_SOAK=$(SOAK) go test -count=1 -v -timeout 0 -run 'TestSoak$$' ./cmd/soapstone

clean:
	rm -rf bin
	go clean -testcache
