package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// interopMFTStory is what every client of TIBCO MFT says, typed from "Session Methods", "FT Session Methods", "Available
// Rights" and "Active Users" of docs.tibco.com; the texts of faults are choices, their codes are those of Axis. BEANS is the
// form of beans, the words in capitals behind a colon are faults. A number after # is the place of a session's id
// among those that were issued.
const interopMFTStory = `wsdl: closeSession deleteExpiredSessionIds deleteSessionId getBWSession getExpiredSessionIds getSession listActiveSessionIds validateSession
wrong password: NOLOGIN
wrong password, BW: NOLOGIN
no such user: NOLOGIN
no password: NOLOGIN
sessions: 6
validate: true
validate none: false
validate null: false
active: 7 items; #1 TransferUser Y 127.0.0.1 2014-07-11 12:00:00; #2 AuditorUser N 127.0.0.1 2014-07-11 12:00:01; #3 admin Y 127.0.0.1 2014-07-11 12:10:04; #4 admin N 127.0.0.1 2014-07-11 12:10:01; #5 HelpDeskUser Y 127.0.0.1 2014-07-11 12:10:02; #6 Viewer Y 127.0.0.1 2014-07-11 12:10:03; null
beans: BEANS
active, BW: 6 items; #1 TransferUser Y 127.0.0.1 2014-07-11 12:00:00; #2 AuditorUser N 127.0.0.1 2014-07-11 12:00:01; #3 admin Y 127.0.0.1 2014-07-11 12:10:04; #4 admin N 127.0.0.1 2014-07-11 12:10:04; #5 HelpDeskUser Y 127.0.0.1 2014-07-11 12:10:02; #6 Viewer Y 127.0.0.1 2014-07-11 12:10:03
nothing expired: 1 items; null
nothing expired, BW: 0 items
TransferUser lists active: NORIGHT
TransferUser lists expired: NORIGHT
TransferUser deletes expired: NORIGHT
TransferUser deletes: NORIGHT
AuditorUser lists active: NORIGHT
AuditorUser lists expired: NORIGHT
AuditorUser deletes expired: NORIGHT
AuditorUser deletes: NORIGHT
Viewer lists active: 7 items
Viewer lists expired: 1 items
Viewer deletes expired: NORIGHT
Viewer deletes: NORIGHT
HelpDeskUser lists active: 7 items
HelpDeskUser lists expired: 1 items
HelpDeskUser deletes expired: true
HelpDeskUser deletes: NOTFOUND
DeptAdmin sees: 3 items; #7 DeptAdmin Y 127.0.0.1 2014-07-11 12:10:06; #8 SalesUser N 127.0.0.1 2014-07-11 12:10:05; null
DeptAdmin lists active: 3 items
DeptAdmin lists expired: 1 items
DeptAdmin deletes expired: NORIGHT
DeptAdmin deletes: NORIGHT
idle for 30m of 30m: true
idle for 30m1s of 30m: false
expired: 3 items; #1 TransferUser Y 127.0.0.1 2014-07-11 12:00:00; #2 AuditorUser N 127.0.0.1 2014-07-11 12:00:01; null
expired, BW: 2 items; #1 TransferUser Y 127.0.0.1 2014-07-11 12:00:00; #2 AuditorUser N 127.0.0.1 2014-07-11 12:00:01
expired lists active: INVALID
expired lists expired: INVALID
expired deletes expired: INVALID
expired deletes: INVALID
delete one expired: true
delete it again: NOTFOUND
expired, BW: 1 items; #2 AuditorUser N 127.0.0.1 2014-07-11 12:00:01
delete expired: true
expired: 1 items; null
delete one active: true
validate: false
deleted lists active: INVALID
deleted lists expired: INVALID
deleted deletes expired: INVALID
deleted deletes: INVALID
expired, BW: 2 items; #7 DeptAdmin Y 127.0.0.1 2014-07-11 12:10:06; #8 SalesUser N 127.0.0.1 2014-07-11 12:10:05
FT, wrong password: NOLOGIN
FT purged nothing: 2 items
FT purges: 0 items
active, BW: 4 items; #3 admin Y 127.0.0.1 2014-07-11 12:30:02; #4 admin N 127.0.0.1 2014-07-11 12:40:08; #5 HelpDeskUser Y 127.0.0.1 2014-07-11 12:30:02; #9 TransferUser Y 127.0.0.1 2014-07-11 12:40:07
FT validates: true, true, false
FT closes: true, false, false
close: true
close again: false
validate: false
closed lists active: INVALID
closed lists expired: INVALID
closed deletes expired: INVALID
closed deletes: INVALID
listed after 30m of 30m: 3 items; #3 admin Y 127.0.0.1 2014-07-11 13:00:02; #5 HelpDeskUser Y 127.0.0.1 2014-07-11 12:30:02; null
and after 30m more: 2 items; #3 admin Y 127.0.0.1 2014-07-11 13:30:02; null
too late lists active: INVALID
too late lists expired: INVALID
too late deletes expired: INVALID
too late deletes: INVALID
close too late: true, false
again: 2 items; #10 admin Y 127.0.0.1 2014-07-11 14:00:04; null
wrong password, the other choice: 401
`

// interopMFTBeans are the two forms in which Axis writes beans.
var interopMFTBeans = []string{"multiRef", "inline"}

// mftStory is the story with one form of beans.
func mftStory(beans string) string {
	const fault = "fault soapenv:Server.userException, java.rmi.RemoteException: "
	return strings.NewReplacer(
		"BEANS", beans,
		"NOLOGIN", fault+"User authentication failed",
		"NORIGHT", fault+"User does not have the right to perform this function",
		"NOTFOUND", fault+"Session ID not found",
		"INVALID", fault+"Session is not valid",
	).Replace(interopMFTStory)
}

// TestInteropMFT lets real clients that read the WSDL as they run do the whole life of sessions of TIBCO MFT, with both
// forms of beans. Axis itself has a test of its own, TestInteropAxis.
func TestInteropMFT(t *testing.T) {
	for _, client := range []interopClient{
		{
			name: "suds", commands: []string{"python3", "/usr/bin/python3"}, probe: []string{"-c", "import suds"},
			packages: "python3-suds", program: "suds/mft.py",
			// suds loses a null that comes first in an array.
			faults: strings.NewReplacer("1 items; null", "0 items", "lists expired: 1 items", "lists expired: 0 items"),
		},
		{
			name: "php", commands: []string{"php"}, probe: []string{"-r", probePHP},
			packages: "php-cli php-soap", program: "php/mft.php", faults: strings.NewReplacer(),
		},
	} {
		for _, beans := range interopMFTBeans {
			t.Run(client.name+"-"+beans, func(t *testing.T) {
				t.Parallel()
				command := client.find(t)
				url, admin := interopServer(t)
				got := interopRun(t, command, filepath.Join("../../testdata/interop", client.program), url, admin, beans)
				interopCell(t, client.cell(t, command, "mft", rpcEncoded), client.faults.Replace(mftStory(beans)), got)
			})
		}
	}
}
