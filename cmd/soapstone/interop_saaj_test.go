package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// saajStories are the stories of all systems as users of raw SAAJ tell them, who have no stubs.
func saajStories() []struct{ system, style, program, story, rest string } {
	return []struct{ system, style, program, story, rest string }{
		{"sqlserver", documentLiteral, "SQLServer", interopFaults("SOAP-ENV:Client", "Client").Replace(interopStory), ""},
		{"mft", rpcEncoded, "MFT", mftStory("multiRef"), "multiRef"},
		{"mft", rpcEncoded, "MFT", mftStory("inline"), "inline"},
		{"salesforce", documentLiteral, "Salesforce", salesforceFaults(salesforceStory("u/64.0"), asWSC), "u/64.0"},
		{"futurama", documentLiteral, "Futurama", futuramaStory(wcfInternal, wcfNoAction), ""},
		{"model204", documentLiteral, "Model204", model204Story("soapenv"), ""},
	}
}

// TestInteropSAAJ lets programs live sessions that build and read envelopes by hand, as much code of the time of Java 5 does.
func TestInteropSAAJ(t *testing.T) {
	t.Parallel()
	onPath(t, "java")
	onPath(t, "javac")
	folder := installed(t, "saaj")
	found, err := filepath.Glob(filepath.Join(folder, "saaj-impl-*.jar"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v; want one jar of SAAJ", folder, found, err)
	}
	version := regexp.MustCompile(`\d+(\.\d+)+`).FindString(filepath.Base(found[0]))
	classes := t.TempDir()
	args := []string{"-J-XX:TieredStopAtLevel=1", "-proc:none", "-encoding", "UTF-8", "-cp", filepath.Join(folder, "*"), "-d", classes}
	interopRun(t, "javac", append(args, javaPrograms(t, "saaj")...)...)
	if t.Failed() {
		return // there is nothing to run
	}
	for _, life := range saajStories() {
		t.Run(strings.TrimRight(life.system+"-"+life.rest, "-"), func(t *testing.T) { // one after the other: one JVM is enough
			url, admin := interopServer(t)
			args := append(shortLived(), "-Dfile.encoding=UTF-8", "-cp", classes+string(os.PathListSeparator)+filepath.Join(folder, "*"),
				life.program, url, admin, life.rest)
			salesforceLives(t, cell{"SAAJ", version, "", life.system, life.style}, life.story, "java", args...)
		})
	}
}
