# Everything here is a short name for a go command; none of it is needed to build or test.

PACKAGES = ./...
FUZZTIME = 30s

.PHONY: build test race lint generate fuzz bench interop crash clean

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

# Real clients; what is missing is skipped with a line that names it.
interop:
	go test -count=1 -v -run Interop ./cmd/soapstone

# Kills the server 500 times under load, and asks for every session afterwards.
crash:
	SOAPSTONE_CRASH_ROUNDS=500 go test -count=1 -v -timeout 60m -run 'TestCrash$$' ./cmd/soapstone

clean:
	rm -rf bin
	go clean -testcache
