package batch_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

var noon = time.Date(2006, time.November, 7, 12, 0, 0, 0, time.UTC)

var config = batch.Config{
	Databases: []string{"Sales"},
	Server:    "SOAPSTONE",
	Source:    "Microsoft-SQL/10.0",
	Version:   "Microsoft SQL Server 2008",
}

// world is an environment whose clock moves only by waits, and whose descriptors count.
type world struct {
	env      batch.Env
	executor *batch.Executor
	now      time.Time
	waited   []time.Duration
	waitErr  error
}

func newWorld(t testing.TB, cfg batch.Config) *world {
	t.Helper()
	executor, err := batch.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	session, err := batch.NewSession(cfg, "", "")
	if err != nil {
		t.Fatal(err)
	}
	session.SPID = 51
	w := &world{executor: executor, now: noon}
	drawn := byte(0)
	w.env = batch.Env{
		Session: &session, Login: "alice", Host: "pc", Application: "test",
		Now: func() time.Time { return w.now },
		Wait: func(_ context.Context, d time.Duration) error {
			w.waited = append(w.waited, d)
			w.now = w.now.Add(d)
			return w.waitErr
		},
		Descriptor: func() [8]byte { drawn++; return [8]byte{7: drawn} },
	}
	return w
}

// run gives what a batch answers, an item a line.
func (w *world) run(t testing.TB, text string, parameters ...batch.Parameter) string {
	t.Helper()
	items, err := w.executor.Execute(context.Background(), &w.env, text, parameters)
	if err != nil {
		t.Fatal(err)
	}
	return show(items)
}

func show(items []batch.Item) string {
	var lines []string
	for _, item := range items {
		switch item := item.(type) {
		case batch.RowSet:
			var columns []string
			for i, c := range item.Columns {
				value := "NULL"
				if v := item.Rows[0][i]; v != nil {
					value = c.Type.FormatXML(v)
				}
				columns = append(columns, fmt.Sprintf("%s %s = %s", c.Name, c.Type, value))
			}
			lines = append(lines, strings.Join(columns, ", "))
		case batch.RowCount:
			lines = append(lines, fmt.Sprintf("%d rows", item))
		case batch.Message:
			lines = append(lines, fmt.Sprintf("%d/%d/%d line %d: %s", item.Number, item.Class, item.State, item.LineNumber, item.Message))
		case batch.TransactionChange:
			lines = append(lines, fmt.Sprintf("%s %x", item.Type, item.Descriptor))
		default:
			lines = append(lines, fmt.Sprintf("%T %v", item, item))
		}
	}
	return strings.Join(lines, "\n")
}

func TestSelect(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{" ;; -- nothing\n/* at /* all */ */", ""},
		{"SELECT 1", " int = 1\n1 rows"},
		{"select 1 as a, 'x' b, c = N'é'", "a int = 1, b varchar(1) = x, c nvarchar(1) = é\n1 rows"},
		{"SELECT [a b] = 'it''s', 1 AS 'two words', 2 \"q\"", "a b varchar(4) = it's, two words int = 1, q int = 2\n1 rows"},
		{"SELECT 1+2*3, (1+2)*3, -(2), 7/2, -7%3", " int = 7,  int = 9,  int = -2,  int = 3,  int = -1\n1 rows"},
		{"SELECT 1.50 + 2", " decimal(4,2) = 3.50\n1 rows"},
		{"SELECT 1.0/3", " decimal(7,6) = 0.333333\n1 rows"},
		{"SELECT 2147483648", " decimal(10,0) = 2147483648\n1 rows"},
		{"SELECT 0x0AFF, 1e0, $1.5", " varbinary(2) = Cv8=,  float = 1.000000000000000e+000,  money = 1.5000\n1 rows"},
		{"SELECT 'a' + 'bc' + N'd'", " nvarchar(4) = abcd\n1 rows"},
		{"SELECT NULL, 'a' + NULL", " int = NULL,  varchar(2) = NULL\n1 rows"},
		{"SELECT '1' + 2", " int = 3\n1 rows"},
		{"SELECT CAST(12 AS varchar(5)), CONVERT(int, '7'), CAST('x' AS char(3))", " varchar(5) = 12,  int = 7,  char(3) = x  \n1 rows"},
		{"SELECT CAST('2006-11-07 12:00:00.004' AS datetime)", " datetime = 2006-11-07T12:00:00.003\n1 rows"},
		{"SELECT @@LANGUAGE, DB_NAME(), SUSER_SNAME(), SYSTEM_USER, @@SPID, @@TRANCOUNT",
			" nvarchar(128) = us_english,  nvarchar(128) = master,  nvarchar(128) = alice,  nvarchar(128) = alice,  smallint = 51,  int = 0\n1 rows"},
		{"SELECT @@version, @@SERVERNAME, @@ERROR", " nvarchar(300) = Microsoft SQL Server 2008,  nvarchar(128) = SOAPSTONE,  int = 0\n1 rows"},
		{"SELECT GETDATE() AS now", "now datetime = 2006-11-07T12:00:00\n1 rows"},
		{"SELECT 1 SELECT 2; SELECT 3", " int = 1\n1 rows\n int = 2\n1 rows\n int = 3\n1 rows"},
		{"SELECT 0x, 0xG", " varbinary(1) = , G varbinary(1) = \n1 rows"},
		{"SELECT 1\nGO\nSELECT 2", "GO int = 1\n1 rows\n int = 2\n1 rows"},
		{"SET NOCOUNT ON SELECT 1 SET NOCOUNT OFF SELECT 2", " int = 1\n int = 2\n1 rows"},
		{"DECLARE @a int, @b AS nvarchar(3) = N'abcdef' SET @a = 2 SET @a += 3 SELECT @a, @b, ISNULL(@a, 0)",
			" int = 5,  nvarchar(3) = abc,  int = 5\n1 rows"},
		{"SELECT 1 BEGIN TRAN SELECT @@ROWCOUNT COMMIT SELECT @@ROWCOUNT", " int = 1\n1 rows\n int = 0\n1 rows\n int = 0\n1 rows"}, // ms187316
		{"DECLARE @a int SELECT @a = 4, @a = @a + 1 SELECT @a a", "a int = 5\n1 rows"},
		{"SELECT 1 RETURN SELECT 2", " int = 1\n1 rows"},
		{"PRINT 'a' + CAST(1 AS varchar(2))", "0/0/1 line 1: a1"},
		{"SET ANSI_NULLS ON SET LOCK_TIMEOUT -1 SET TRANSACTION ISOLATION LEVEL READ COMMITTED SELECT 1", " int = 1\n1 rows"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, newWorld(t, config).run(t, tt.text)); diff != "" {
			t.Errorf("%s\n(-want +got)\n%s", tt.text, diff)
		}
	}
}

func TestErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"SELECT 1\nSELECT 2 3", "102/15/1 line 2: Incorrect syntax near '3'."},
		{"SELECT 1 +", "102/15/1 line 1: Incorrect syntax near '+'."},
		{"SELECT", "102/15/1 line 1: Incorrect syntax near 'SELECT'."},
		{"SELECT )", "102/15/1 line 1: Incorrect syntax near ')'."},
		{"SELECT FROM t", "156/15/1 line 1: Incorrect syntax near the keyword 'FROM'."},
		{"SELECT 1; CREATE TABLE t (a int)", "102/15/1 line 1: Incorrect syntax near 'CREATE'."},
		{"SELECT 1; selct 2", "102/15/1 line 1: Incorrect syntax near 'selct'."},
		{"BEGIN SELECT 1 END", "102/15/1 line 1: Incorrect syntax near 'SELECT'."},
		{"SELECT 1\n, 'abc", "105/15/1 line 2: Unclosed quotation mark after the character string 'abc'."},
		{"SELECT 1 /* /* */", "113/15/1 line 1: Missing end comment mark '*/'."},
		{"SELECT @x, @y", "137/15/2 line 1: Must declare the scalar variable \"@x\".\n137/15/2 line 1: Must declare the scalar variable \"@y\"."},
		{"SELECT 1; SELECT @@nothing", "137/15/2 line 1: Must declare the scalar variable \"@@nothing\"."},
		{"DECLARE @a int DECLARE @A int", "134/15/2 line 1: The variable name '@A' has already been declared. Variable names must be unique within a query batch or stored procedure."},
		{"SELECT f(1)", "195/15/10 line 1: 'f' is not a recognized built-in function name."},
		{"SELECT GETDATE(1)", "174/15/1 line 1: The getdate function requires 0 argument(s)."},
		{"SELECT a", "207/16/1 line 1: Invalid column name 'a'."},
		{"SELECT t.a", `4104/16/1 line 1: The multi-part identifier "t.a" could not be bound.`},
		{"SELECT *", "263/16/1 line 1: Must specify table to select from."},
		{"DECLARE @a int SELECT @a = 1, 2", "141/15/1 line 1: A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations."},
		{"DECLARE @a nonsense", "2715/16/3 line 1: Column, parameter, or variable #1: Cannot find data type nonsense."},
		{"SELECT dbo.f(1, (2))", `4121/16/1 line 1: Cannot find either column "dbo" or the user-defined function or aggregate "dbo.f", or the name is ambiguous.`},
		{"TRUNCATE TABLE t", `4701/16/1 line 1: Cannot find the object "t" because it does not exist or you do not have permissions.`},
		{"SELECT " + strings.Repeat("9", 39), "1007/15/1 line 1: The number '" + strings.Repeat("9", 39) + "' is out of the range for numeric representation (maximum precision 38)."},
		{"SELECT [" + strings.Repeat("x", 129) + "]", "103/15/4 line 1: The identifier that starts with '" + strings.Repeat("x", 128) + "' is too long. Maximum length is 128."},
		{"SELECT CAST('x' AS uniqueidentifier)", "8169/16/2 line 1: Conversion failed when converting from a character string to uniqueidentifier."},
		{"SELECT CAST('20060229' AS datetime) SELECT 1", "242/16/3 line 1: The conversion of a char data type to a datetime data type resulted in an out-of-range datetime value.\n" +
			" int = 1\n1 rows"},
		{"SELECT CAST('x' AS datetime)", "241/16/1 line 1: Conversion failed when converting datetime from character string."},
		{"SELECT CAST('x' AS decimal(3,1))", "8114/16/5 line 1: Error converting data type varchar to numeric."},
		{"SELECT CAST(GETDATE() AS int)", "529/16/2 line 1: Explicit conversion from data type datetime to int is not allowed."},
		{"RAISERROR('x', 19, 1)", "2754/16/1 line 1: Error severity levels greater than 18 can only be specified by members of the sysadmin role, using the WITH LOG option."},
		{"RAISERROR('%d', 16, 1, 'x')", "2786/16/1 line 1: The data type of substitution parameter 1 does not match the expected type of the format specification."},
		{"RAISERROR('x %q', 16, 1, 1)", "2786/16/1 line 1: The data type of substitution parameter 1 does not match the expected type of the format specification."},
		{"RAISERROR('x %5', 16, 1, 1)", "2786/16/1 line 1: The data type of substitution parameter 1 does not match the expected type of the format specification."},
		{"RAISERROR('%s', 16, 1, 1.5)", "2786/16/1 line 1: The data type of substitution parameter 1 does not match the expected type of the format specification."},
		{"RAISERROR('%u %x %X %o|%5d|%-3s|%% %s %d', 16, 1, -1, 255, 255, 8, 7, 'a', NULL)", "50000/16/1 line 1: 4294967295 ff FF 10|    7|a  |% (null) (null)"},
		{"RAISERROR('x', -1, 300)", "50000/0/255 line 1: x"},
		{"RAISERROR(50001, 16, 2)", "18054/16/1 line 1: Error 50001, severity 16, state 2 was raised, but no message with that error number " +
			"was found in sys.messages. If error is larger than 50000, make sure the user-defined message is added using sp_addmessage."},
		{"SELECT 1 /* a\n/* b */\n*/ SELECT 2 3", "102/15/1 line 3: Incorrect syntax near '3'."},
		{"SELECT @x = 1", "137/15/2 line 1: Must declare the scalar variable \"@x\"."},
		{"SELECT " + strings.Repeat("1,", 4096) + "1", "1056/15/1 line 1: The number of elements in the select list exceeds the maximum allowed number of 4096 elements."},
		{"SET NONSENSE ON", "195/15/5 line 1: 'NONSENSE' is not a recognized SET option."},
		{"WAITFOR DELAY '00:61'", "148/15/1 line 1: Incorrect time syntax in time string '00:61' used with WAITFOR."},
		{"WAITFOR DELAY '24:01'", "148/15/1 line 1: Incorrect time syntax in time string '24:01' used with WAITFOR."},
		{"WAITFOR DELAY '5'", "148/15/1 line 1: Incorrect time syntax in time string '5' used with WAITFOR."},
		{"WAITFOR DELAY '1:a'", "148/15/1 line 1: Incorrect time syntax in time string '1:a' used with WAITFOR."},
		{"WAITFOR DELAY '0:0:1.0005'", "148/15/1 line 1: Incorrect time syntax in time string '0:0:1.0005' used with WAITFOR."},
		{"SELECT 1\n\nSELECT a, b FROM [dbo].[t] WHERE c = 1 SELECT 2",
			" int = 1\n1 rows\n208/16/1 line 3: Invalid object name 'dbo.t'."},
		{"SELECT COUNT(*), (1) FROM Sales..t", "208/16/1 line 1: Invalid object name 'Sales..t'."},
		{"SELECT (1", "102/15/1 line 1: Incorrect syntax near '1'."},
		{"SELECT CAST('a' AS text) + CAST('b' AS text)", "8117/16/1 line 1: Operand data type text is invalid for add operator."},
		{"SELECT 1 + 'abc'", "245/16/1 line 1: Conversion failed when converting the varchar value 'abc' to data type int."},
		{"INSERT INTO t (a) VALUES (1)", "208/16/1 line 1: Invalid object name 't'."},
		{"UPDATE t SET a = 1", "208/16/1 line 1: Invalid object name 't'."},
		{"DELETE t WHERE a = 1", "208/16/1 line 1: Invalid object name 't'."},
		{"EXEC sp_nothing @a = 1, 'x' SELECT 1", "2812/16/62 line 1: Could not find stored procedure 'sp_nothing'.\n int = 1\n1 rows"},
		{"nonsense", "2812/16/62 line 1: Could not find stored procedure 'nonsense'."},
		{"USE nowhere SELECT 1", "911/16/1 line 1: Database 'nowhere' does not exist. Make sure that the name is entered correctly."},
		{"SET LANGUAGE Klingon SELECT @@ERROR", "2740/16/1 line 1: SET LANGUAGE failed because 'Klingon' is not an official language name or a language alias on this SQL Server.\n int = 2740\n1 rows"},
		{"COMMIT", "3902/16/1 line 1: The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION."},
		{"ROLLBACK TRAN x", "3903/16/1 line 1: The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION."},
		{"SELECT 1/0 SELECT 2", "8134/16/1 line 1: Divide by zero error encountered.\n int = 2\n1 rows"},
		{"SELECT 2147483647 + 1", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type int."},
		{"SELECT 'abc' + 1 SELECT 2", "245/16/1 line 1: Conversion failed when converting the varchar value 'abc' to data type int."},
		{"SELECT 'a' - 'b'", "8117/16/1 line 1: Operand data type varchar is invalid for subtract operator."},
		{"RAISERROR('no %d %s', 16, 3, 7, 'x') SELECT @@ERROR", "50000/16/3 line 1: no 7 x\n int = 50000\n1 rows"},
		{"RAISERROR(N'said', 10, 1) WITH NOWAIT", "50000/0/1 line 1: said"},
		{"SELECT " + strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200),
			"191/15/1 line 1: Some part of your SQL statement is nested too deeply. Rewrite the query or break it up into smaller queries."},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, newWorld(t, config).run(t, tt.text)); diff != "" {
			t.Errorf("%.100s\n(-want +got)\n%s", tt.text, diff)
		}
	}
}

// What a message says about its server comes from the configuration.
func TestMessagesNameTheServer(t *testing.T) {
	w := newWorld(t, config)
	items, err := w.executor.Execute(context.Background(), &w.env, "nonsense", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []batch.Item{batch.Message{
		Class: 16, LineNumber: 1, Message: "Could not find stored procedure 'nonsense'.", Number: 2812,
		Server: "SOAPSTONE", Source: "Microsoft-SQL/10.0", State: 62,
	}}
	if diff := cmp.Diff(want, items); diff != "" {
		t.Error(diff)
	}
}

func TestSQLServer2005WordsAMissingDatabaseItsWay(t *testing.T) {
	cfg := config
	cfg.Source = "Microsoft-SQL/9.0"
	want := "911/16/1 line 1: Could not locate entry in sysdatabases for database 'x'. No entry found with that name. " +
		"Make sure that the name is entered correctly."
	if diff := cmp.Diff(want, newWorld(t, cfg).run(t, "USE x")); diff != "" {
		t.Error(diff)
	}
}

// The steps of a test run in one session.
type step struct{ text, want string }

func story(t *testing.T, w *world, steps []step) {
	t.Helper()
	for _, s := range steps {
		if diff := cmp.Diff(s.want, w.run(t, s.text)); diff != "" {
			t.Errorf("%s\n(-want +got)\n%s", s.text, diff)
		}
	}
}

func TestSessionStateOutlivesTheBatch(t *testing.T) {
	story(t, newWorld(t, config), []step{
		{"SET LANGUAGE French", ""},
		{"SELECT @@LANGUAGE, @@LANGID", " nvarchar(128) = Français,  smallint = 2\n1 rows"},
		{"SET LANGUAGE [us_english]", ""},
		{"SET LANGUAGE N'português (brasil)' SELECT @@LANGUAGE", " nvarchar(128) = Português (Brasil)\n1 rows"},
		{"DECLARE @l nvarchar(20) SET @l = N'german' SET LANGUAGE @l SELECT @@LANGUAGE", " nvarchar(128) = Deutsch\n1 rows"},
		{"USE sales", ""},
		{"SELECT DB_NAME(), DB_ID()", " nvarchar(128) = Sales,  smallint = 5\n1 rows"},
	})
}

// After a syntax error nothing of the batch was done.
func TestSyntaxErrorDoesNothing(t *testing.T) {
	w := newWorld(t, config)
	before := *w.env.Session
	w.run(t, "USE Sales SET LANGUAGE French BEGIN TRAN SELEC 1")
	if diff := cmp.Diff(before, *w.env.Session); diff != "" {
		t.Error(diff)
	}
}

func TestChangesAreToldToWhoAsks(t *testing.T) {
	w := newWorld(t, config)
	w.env.Session.Notify = batch.Notify{Database: true, Language: true}
	story(t, w, []step{
		{"USE Sales\nSET LANGUAGE French", "5701/0/1 line 1: Changed database context to 'Sales'.\n5703/0/1 line 2: Changed language setting to Français."},
	})
}

func TestTransactions(t *testing.T) {
	w := newWorld(t, config)
	w.env.Session.Notify.Transaction = true
	story(t, w, []step{
		{"BEGIN TRAN outer1", "Begin 0000000000000001"},
		{"BEGIN TRANSACTION SELECT @@TRANCOUNT", " int = 2\n1 rows"},
		{"COMMIT SELECT @@TRANCOUNT, XACT_STATE()", " int = 1,  smallint = 1\n1 rows"},
		{"SAVE TRAN s1 ROLLBACK TRAN s1 SELECT @@TRANCOUNT", " int = 1\n1 rows"},
		{"ROLLBACK TRAN other", "6401/16/1 line 1: Cannot roll back other. No transaction or savepoint of that name was found."},
		{"COMMIT TRAN outer1", "Commit 0000000000000001"},
		{"BEGIN TRAN BEGIN TRAN ROLLBACK WORK", "Begin 0000000000000002\nRollback 0000000000000002"},
		{"SELECT @@TRANCOUNT", " int = 0\n1 rows"},
		{"SAVE TRAN s", "628/16/0 line 1: Cannot issue SAVE TRANSACTION when there is no active transaction."},
	})
}

// A session that did not ask for boundaries is not told of any, and its transactions end with their batch.
func TestTransactionsWithoutBoundaries(t *testing.T) {
	story(t, newWorld(t, config), []step{
		{"BEGIN TRAN SELECT 1 COMMIT", " int = 1\n1 rows"},
		{"BEGIN TRAN", "3997/16/1 line 1: A transaction that was started in a MARS batch is still active at the end of the batch. The transaction is rolled back."},
		{"SELECT @@TRANCOUNT", " int = 0\n1 rows"},
	})
}

// The zone of the server is that of GETDATE and WAITFOR TIME. In the night to 26 March 2006 Berlin's clocks went from
// 02:00 to 03:00.
func TestZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, config)
	w.now = time.Date(2006, 3, 25, 23, 30, 0, 0, time.UTC).In(zone)
	story(t, w, []step{
		{"SELECT GETDATE(), CURRENT_TIMESTAMP, GETUTCDATE()",
			" datetime = 2006-03-26T00:30:00,  datetime = 2006-03-26T00:30:00,  datetime = 2006-03-25T23:30:00\n1 rows"},
		{"WAITFOR TIME '04:00' SELECT GETDATE()", " datetime = 2006-03-26T04:00:00\n1 rows"},
		{"WAITFOR TIME '03:30' SELECT GETDATE()", " datetime = 2006-03-27T03:30:00\n1 rows"},
	})
	want := []time.Duration{2*time.Hour + 30*time.Minute, 23*time.Hour + 30*time.Minute}
	if diff := cmp.Diff(want, w.waited); diff != "" {
		t.Error(diff)
	}
}

func TestWaitFor(t *testing.T) {
	w := newWorld(t, config)
	story(t, w, []step{
		{"WAITFOR DELAY '00:00:05' SELECT GETDATE()", " datetime = 2006-11-07T12:00:05\n1 rows"},
		{"DECLARE @d varchar(20) SET @d = '1:02:03.25' WAITFOR DELAY @d", ""},
		{"WAITFOR TIME '12:00'", ""},
	})
	want := []time.Duration{5 * time.Second, time.Hour + 2*time.Minute + 3*time.Second + 250*time.Millisecond,
		22*time.Hour + 57*time.Minute + 51*time.Second + 750*time.Millisecond}
	if diff := cmp.Diff(want, w.waited); diff != "" {
		t.Error(diff)
	}
}

// A wait that is cut short ends the batch; what was done before it stays.
func TestInterruptedWait(t *testing.T) {
	w := newWorld(t, config)
	w.waitErr = context.Canceled
	p := []batch.Parameter{parameter(t, batch.ParameterSpec{Name: "p", SQLDbType: new("Int"), Direction: new("InputOutput"), Text: "1"})}
	items, err := w.executor.Execute(context.Background(), &w.env,
		"SET LANGUAGE French SET @p = 2 SELECT 1 WAITFOR DELAY '00:01' SET LANGUAGE German SET @p = 3", p)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(" int = 1\n1 rows", show(items)); diff != "" {
		t.Error(diff)
	}
	if got := w.env.Session.Language; got != "Français" {
		t.Errorf("language %s", got)
	}
	if got := p[0].Value; got != int64(2) {
		t.Errorf("parameter %v", got)
	}
}

func TestResultsAreBounded(t *testing.T) {
	text := "DECLARE @v varchar(max) SET @v = '" + strings.Repeat("x", 1<<20) + "' " + strings.Repeat("SET @v = @v + @v ", 5)
	want := "701/17/1 line 1: There is insufficient system memory to run this query."
	if diff := cmp.Diff(want, newWorld(t, config).run(t, text)); diff != "" {
		t.Error(diff)
	}
	long := strings.Repeat("PRINT 1;", 1<<17)
	if diff := cmp.Diff(want, newWorld(t, config).run(t, long)); diff != "" {
		t.Error(diff)
	}
	p := parameter(t, batch.ParameterSpec{Name: "p", SQLDbType: new("VarChar"), MaxLength: new(-1), Text: strings.Repeat("x", 8<<20)})
	for _, text := range []string{
		"DECLARE @v varchar(max) SET @v = @p" + strings.Repeat(" + 'x'", 200),
		"DECLARE @v varchar(max) SET @v = " + strings.Repeat("UPPER(", 90) + "@p" + strings.Repeat(")", 90) + " SET @v = @v + '' + '' " + strings.Repeat("SET @v = @v + ''", 99),
		"SELECT " + strings.Repeat("@p,", 20) + "@p",
	} {
		if diff := cmp.Diff(want, newWorld(t, config).run(t, text, p)); diff != "" {
			t.Errorf("%.100s\n%s", text, diff)
		}
	}
}

func TestNewSession(t *testing.T) {
	s, err := batch.NewSession(config, "SALES", "german")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(batch.Session{Database: "Sales", Language: "Deutsch"}, s); diff != "" {
		t.Error(diff)
	}
	if _, err := batch.NewSession(config, "x", ""); !errors.Is(err, batch.ErrDatabase) {
		t.Error(err)
	}
	if _, err := batch.NewSession(config, "", "x"); !errors.Is(err, batch.ErrLanguage) {
		t.Error(err)
	}
}
