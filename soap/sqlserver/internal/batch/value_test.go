package batch_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// What expressions give, and of which type.
func TestExpressions(t *testing.T) {
	tests := []selected{
		{"1e0 / 4", "float = 2.500000000000000e-001"},
		{"1 - 2e0 * 3", "float = -5.000000000000000e+000"},
		{"CAST(1e0/3 AS varchar(20))", "varchar(20) = 0.333333"},
		{"CAST(1e20 AS varchar(20))", "varchar(20) = 1e+020"},
		{"CAST(1234567e0 AS varchar(20))", "varchar(20) = 1.23457e+006"},
		{"CAST($1.255 AS varchar(10))", "varchar(10) = 1.26"},
		{"CAST(1.50 AS varchar(10)) + '|'", "varchar(11) = 1.50|"},
		{"CAST('Ä' AS char) + '|'", "varchar(31) = Ä" + strings.Repeat(" ", 29) + "|"},
		{"0x41 + 0x42", "varbinary(2) = QUI="},
		{"CAST(0x4142 AS varchar(2))", "varchar(2) = AB"},
		{"CAST('AB' AS varbinary(3))", "varbinary(3) = QUI="},
		{"CAST(N'AB' AS varbinary(8))", "varbinary(8) = QQBCAA=="}, // 0x41004200
		{"CAST(0x41004200 AS nvarchar(2))", "nvarchar(2) = AB"},
		{"CAST(CAST(N'\u4e8c\U00010302' AS varbinary(8)) AS nvarchar(4))", "nvarchar(4) = \u4e8c\U00010302"},
		{"CAST(CAST(0x41 AS nvarchar) AS varbinary)", "varbinary(30) = QQA="},                    // 0x4100
		{"CAST(CAST(0x414243 AS nchar(2)) AS varbinary(4))", "varbinary(4) = QUJDAA=="},          // 0x41424300
		{"CAST('Ä' AS varbinary(3))", "varbinary(3) = xA=="},                                     // 0xC4
		{"CAST(CAST(N'\u4e8c' AS sql_variant) AS varbinary(4))", "varbinary(4) = 5LqM"},          // 0xE4BA8C
		{"CAST(CAST(N'<a>\u00c4</a>' AS xml) AS varbinary(12))", "varbinary(12) = PGE+w4Q8L2E+"}, // 0xC384 between the tags
		{"CAST(CAST('Ä\u4e8c' AS varbinary(3)) AS varchar(3))", "varchar(3) = Ä?"},
		{"CAST('AB' AS varbinary(max))", "varbinary(max) = QUI="},
		{"CAST(0x01 AS binary(3))", "binary(3) = AQAA"},
		{"CAST(123456 AS binary(4))", "binary(4) = AAHiQA=="}, // 0x0001e240
		{"CAST(123456 AS binary(2))", "binary(2) = 4kA="},     // 0xe240
		{"CAST(258 AS binary(6))", "binary(6) = AAAAAAEC"},
		{"CAST(258 AS varbinary(6))", "varbinary(6) = AAABAg=="},
		{"CAST(258 AS varbinary(1))", "varbinary(1) = Ag=="},
		{"CAST(258 AS varbinary(max))", "varbinary(max) = AAABAg=="},
		{"CAST(CAST(258 AS bigint) AS varbinary)", "varbinary(30) = AAAAAAAAAQI="},
		{"CAST(CAST(258 AS smallint) AS varbinary)", "varbinary(30) = AQI="},
		{"CAST(CAST(8 AS tinyint) AS varbinary)", "varbinary(30) = CA=="},
		{"CAST(CAST(-1 AS varbinary(4)) AS int)", "int = -1"},
		{"CAST(CAST(CAST(-2 AS smallint) AS varbinary(4)) AS smallint)", "smallint = -2"},
		{"CAST(CAST(CAST(-3 AS bigint) AS varbinary(8)) AS bigint)", "bigint = -3"},
		{"CAST(0x0102 AS tinyint)", "tinyint = 2"},
		{"CAST(5e-1 AS bit)", "bit = 1"},
		{"CAST(-1e30 AS bit)", "bit = 1"},
		{"CAST(0e0 AS bit)", "bit = 0"},
		{"CAST(258 AS varbinary(4))", "varbinary(4) = AAABAg=="},
		{"CAST(0x0102 AS int)", "int = 258"},
		{"CAST(0xABC AS varbinary(2))", "varbinary(2) = Crw="},
		{"CAST(1.999 AS int)", "int = 1"},
		{"CAST(-1.999 AS int)", "int = -1"},
		{"CAST($1.5 AS int)", "int = 2"},
		{"CAST(-$0.5 AS int)", "int = -1"},
		{"CAST(CAST($1.4999 AS smallmoney) AS tinyint)", "tinyint = 1"},
		{"CAST($2147483647.4999 AS int)", "int = 2147483647"},
		{"CAST($0.4 AS bit)", "bit = 1"},
		{"CAST(1.999 AS decimal(3,1))", "decimal(3,1) = 2.0"},
		{"CAST(-0.05 AS decimal(3,1))", "decimal(3,1) = -0.1"},
		{"CAST('true' AS bit)", "bit = 1"},
		{"CAST(0.5 AS bit)", "bit = 1"},
		{"CAST('' AS int)", "int = 0"},
		{"CAST(1.5e0 AS int)", "int = 1"},
		{"CAST('1.5e1' AS float)", "float = 1.500000000000000e+001"},
		{"CAST(1.5e0 AS decimal(5,2))", "decimal(5,2) = 1.50"},
		{"CAST('7' AS bigint) + 1", "bigint = 8"},
		{"CAST(GETDATE() AS varchar(30))", "varchar(30) = Nov  7 2006 12:00PM"},
		{"CAST('20061107' AS smalldatetime)", "smalldatetime = 2006-11-07T00:00:00"},
		{"$1 + 1", "money = 2.0000"},
		{"$3 / $2", "money = 1.5000"},
		{"-$.5", "money = -0.5000"},
		{"5 % 3.0", "decimal(2,1) = 2.0"},
		{"2.5 * 2", "decimal(4,1) = 5.0"},
		{"-CAST(1 AS tinyint)", "smallint = -1"},
		{"ISNULL(CAST(NULL AS varchar(5)), 12)", "varchar(5) = 12"},
		{"LEN('ab  ')", "int = 2"},
		{"UPPER('aé') + LOWER(N'BÉ')", "nvarchar(4) = AÉbé"},
		{"USER_NAME() + '/' + HOST_NAME() + '/' + APP_NAME()", "nvarchar(386) = dbo/pc/test"},
		{"DB_ID('tempdb')", "smallint = 2"},
		{"DB_ID('nowhere')", "smallint = NULL"},
		{"NULL + 1", "int = NULL"},
		{"1. + .5", "decimal(3,1) = 1.5"},
		{"0.00", "decimal(2,2) = 0.00"},
		{"5 - 2", "int = 3"},
		{"1e0 + 2e0", "float = 3.000000000000000e+000"},
		{"CAST(1.5 AS float)", "float = 1.500000000000000e+000"},
		{"-1e0", "float = -1.000000000000000e+000"},
		{"-NULL", "int = NULL"},
		{"LEN(12)", "int = 2"},
		{"CAST('{6f7ef63f-b7b2-45f9-bf5d-c73bca773662}' AS uniqueidentifier)", "uniqueidentifier = 6F7EF63F-B7B2-45F9-BF5D-C73BCA773662"},
		{"CAST('20790606 23:59:29' AS smalldatetime)", "smalldatetime = 2079-06-06T23:59:00"},
		{"CAST('20790606 23:58:29.999' AS smalldatetime)", "smalldatetime = 2079-06-06T23:59:00"},
		{"CAST('20790606 23:59:29.998' AS smalldatetime)", "smalldatetime = 2079-06-06T23:59:00"},
		{"CAST('19000101' AS smalldatetime)", "smalldatetime = 1900-01-01T00:00:00"},
		{"CAST('17530101' AS datetime)", "datetime = 1753-01-01T00:00:00"},
	}
	selectEach(t, tests)
}

// selected is an expression, with the column that it is selected as.
type selected struct{ expression, want string }

func selectEach(t *testing.T, tests []selected) {
	t.Helper()
	for _, tt := range tests {
		if diff := cmp.Diff(" "+tt.want+"\n1 rows", newWorld(t, config).run(t, "SELECT "+tt.expression)); diff != "" {
			t.Errorf("%s\n(-want +got)\n%s", tt.expression, diff)
		}
	}
}

// Books Online, "Precision, Scale, and Length" (ms190476): what is decimal and what is not become decimals of the precision and
// scale that the table says, in 38 digits at most. A sum then keeps the places before the point (inferred from the
// page of today), a product six behind it.
func TestPrecisionAndScale(t *testing.T) {
	tests := []selected{
		{"2.5 - 1", "decimal(3,1) = 1.5"},
		{"CAST(2 AS bigint) * 1.5", "decimal(22,1) = 3.0"},
		{"CAST(2 AS int) * 1.5", "decimal(13,1) = 3.0"},
		{"CAST(2 AS smallint) * 1.5", "decimal(8,1) = 3.0"},
		{"CAST(2 AS tinyint) * 1.5", "decimal(6,1) = 3.0"},
		{"CAST(1 AS bit) * 1.5", "decimal(4,1) = 1.5"},
		{"CAST(1 AS decimal(10,4)) / CAST(3 AS decimal(8,2))", "decimal(21,13) = 0.3333333333333"},
		{"CAST(7 AS decimal) % 4.0", "decimal(2,1) = 3.0"},
		{"$2 * 1.5", "decimal(22,5) = 3.00000"},
		{"CAST($2 AS smallmoney) * 1.5", "decimal(13,5) = 3.00000"},
		{"CAST(1 AS decimal(38,10)) * CAST(1 AS decimal(38,10))", "decimal(38,6) = 1.000000"},
		{"CAST(1 AS decimal(38,10)) + CAST(1 AS decimal(38,10))", "decimal(38,10) = 2.0000000000"},
		{"CAST(2 AS decimal(38,0)) - CAST(0.25 AS decimal(38,30))", "decimal(38,0) = 2"},
	}
	selectEach(t, tests)
}

// A column is nullable where its expression can be NULL.
func TestNullable(t *testing.T) {
	for expression, want := range map[string]bool{
		"1": false, "'a' + 'b'": false, "1 + 2": false, "1.5 * 2": false, "1e0 - 1": false, "-1": false, "@@SPID": false, "GETDATE()": false, "ISNULL(NULL, 1)": false,
		"NULL": true, "'a' + NULL": true, "1 + NULL": true, "1.5 * NULL": true, "1e0 - NULL": true, "DB_NAME()": true, "DB_ID('x')": true, "@v": true, "@v + 1": true, "ISNULL(NULL, NULL)": true,
	} {
		w := newWorld(t, config)
		items, err := w.executor.Execute(t.Context(), &w.env, "DECLARE @v int SELECT "+expression, nil)
		if err != nil {
			t.Fatal(err)
		}
		set, ok := items[0].(batch.RowSet)
		if !ok || set.Columns[0].Nullable != want {
			t.Errorf("%s: %+v, want nullable %v", expression, items[0], want)
		}
	}
}

func TestExpressionsFail(t *testing.T) {
	const (
		noDate      = "The conversion of a char data type to a datetime data type resulted in an out-of-range datetime value."
		noSmallDate = "The conversion of char data type to smalldatetime data type resulted in an out-of-range smalldatetime value."
	)
	tests := []selected{
		{"CAST(300 AS tinyint)", "220/16/2 line 1: Arithmetic overflow error for data type tinyint, value = 300."},
		{"CAST('300' AS tinyint)", "244/16/1 line 1: The conversion of the varchar value '300' overflowed an INT1 column. Use a larger integer column."},
		{"CAST('3000000000' AS int)", "248/16/1 line 1: The conversion of the varchar value '3000000000' overflowed an int column. Maximum integer value exceeded."},
		{"CAST(3000000000 AS int)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type int."},
		{"CAST(100 AS decimal(2,0))", "8115/16/8 line 1: Arithmetic overflow error converting int to data type numeric."},
		{"1e300 * 1e300", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type float."},
		{"1e0 / 0", "8134/16/1 line 1: Divide by zero error encountered."},
		{"1.0 / 0", "8134/16/1 line 1: Divide by zero error encountered."},
		{"1.0 % 0", "8134/16/1 line 1: Divide by zero error encountered."},
		{"1e0 % 2", "8117/16/1 line 1: Operand data type float is invalid for modulo operator."},
		{"-'a'", "8117/16/1 line 1: Operand data type varchar is invalid for minus operator."},
		{"CAST(1 AS bit) + CAST(1 AS bit)", "8117/16/1 line 1: Operand data type bit is invalid for add operator."},
		{"CAST('9223372036854775808' AS bigint)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type bigint."},
		{"-CAST(1 AS bit)", "8117/16/1 line 1: Operand data type bit is invalid for minus operator."},
		{"-GETDATE()", "8117/16/1 line 1: Operand data type datetime is invalid for minus operator."},
		{"-CAST('-2147483648' AS int)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type int."},
		{"CAST('40000' AS smallint)", "244/16/2 line 1: The conversion of the varchar value '40000' overflowed an INT2 column. Use a larger integer column."},
		{"CAST('99999999999999999999' AS int)", "248/16/1 line 1: The conversion of the varchar value '99999999999999999999' overflowed an int column. Maximum integer value exceeded."},
		{"CAST(3568120942.000003e0 AS int)", "232/16/3 line 1: Arithmetic overflow error for type int, value = 3568120942.000003."},
		{"CAST(70000e0 AS smallint)", "232/16/2 line 1: Arithmetic overflow error for type smallint, value = 70000.000000."},
		{"CAST(CAST(12345.12 AS real) AS tinyint)", "232/16/1 line 1: Arithmetic overflow error for type tinyint, value = 12345.120117."},
		{"CAST(-1e0 AS tinyint)", "232/16/1 line 1: Arithmetic overflow error for type tinyint, value = -1.000000."},
		{"CAST(1e19 AS bigint)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type bigint."},
		{"CAST(9223372036854775808 AS bigint)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type bigint."},
		{"CAST(2147483648 AS smallint)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type smallint."},
		{"CAST(256.0 AS tinyint)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type tinyint."},
		{"CAST(32768 AS smallint)", "220/16/1 line 1: Arithmetic overflow error for data type smallint, value = 32768."},
		{"CAST(CAST(3000000000 AS bigint) AS smallint)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type smallint."},
		{"CAST(1e38 AS decimal(38,0))", "8115/16/6 line 1: Arithmetic overflow error converting float to data type numeric."},
		{"CAST(100.00 AS decimal(4,2))", "8115/16/8 line 1: Arithmetic overflow error converting numeric to data type numeric."},
		{"CAST('15000.1234' AS decimal(5,4))", "8115/16/8 line 1: Arithmetic overflow error converting varchar to data type numeric."},
		{"CAST(99999999999999999999999999999999999999 AS decimal(38,0)) * 10", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type numeric."},
		{"CAST('922337203685477' AS money) * $2", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type money."},
		{"CAST($214748.3648 AS smallmoney)", "237/16/3 line 1: There is insufficient result space to convert a money value to smallmoney."},
		{"CAST(214748.3648 AS smallmoney)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type smallmoney."},
		{"CAST($3000000000 AS int)", "237/16/1 line 1: There is insufficient result space to convert a money value to int."},
		{"CAST($2147483647.5 AS int)", "237/16/1 line 1: There is insufficient result space to convert a money value to int."},
		{"CAST(-$3000000000 AS smallint)", "237/16/2 line 1: There is insufficient result space to convert a money value to smallint."},
		{"CAST($3000000000 AS tinyint)", "237/16/3 line 1: There is insufficient result space to convert a money value to tinyint."},
		{"CAST($40000 AS smallint)", "8115/16/2 line 1: Arithmetic overflow error converting expression to data type smallint."},
		{"CAST('20790606 23:59:30' AS smalldatetime)", "296/16/3 line 1: " + noSmallDate},
		{"CAST('20790606 23:59:29.999' AS smalldatetime)", "296/16/3 line 1: " + noSmallDate},
		{"CAST('18991231' AS smalldatetime)", "296/16/3 line 1: " + noSmallDate},
		{"CAST('20060229' AS smalldatetime)", "296/16/3 line 1: " + noSmallDate},
		{"CAST('x' AS smalldatetime)", "295/16/3 line 1: Conversion failed when converting character string to smalldatetime data type."},
		{"CAST(CAST('18991231' AS datetime) AS smalldatetime)", "298/16/1 line 1: The conversion from datetime data type to smalldatetime data type resulted in a smalldatetime overflow error."},
		{"CAST('17521231' AS datetime)", "242/16/3 line 1: " + noDate},
		{"CAST('2006-02-29' AS datetime)", "242/16/3 line 1: " + noDate},
		{"CAST('20061301' AS datetime)", "242/16/3 line 1: " + noDate},
		{"CAST('{6f7ef63f-b7b2-45f9-bf5d-c73bca77366g}' AS uniqueidentifier)", "8169/16/2 line 1: Conversion failed when converting from a character string to uniqueidentifier."},
		{"1e999", "168/15/1 line 1: The floating point value '1e999' is out of the range of computer representation (8 bytes)."},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, newWorld(t, config).run(t, "SELECT "+tt.expression)); diff != "" {
			t.Errorf("%s\n(-want +got)\n%s", tt.expression, diff)
		}
	}
}

// Every way to write the statements about sessions and transactions.
func TestStatementForms(t *testing.T) {
	for _, text := range []string{
		"BEGIN TRAN COMMIT", "BEGIN TRANSACTION t WITH MARK N'x' COMMIT TRAN t", "BEGIN TRAN WITH MARK COMMIT WORK",
		"DECLARE @t varchar(9) SET @t = 't' BEGIN TRAN @t SAVE TRANSACTION @t ROLLBACK TRAN @t COMMIT TRANSACTION @t",
		"BEGIN TRAN ROLLBACK", "BEGIN TRAN a ROLLBACK TRANSACTION a", "USE [master] USE \"tempdb\" USE msdb",
		"SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
		"SET TRANSACTION ISOLATION LEVEL SNAPSHOT; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
		"DECLARE @a decimal(10,2), @b dec(5), @d float(10), @e sysname, @f rowversion, @g numeric",
		"DECLARE @h integer, @i character(3), @j float(24)",
	} {
		if diff := cmp.Diff("", newWorld(t, config).run(t, text)); diff != "" {
			t.Errorf("%s\n%s", text, diff)
		}
	}
	for text, near := range map[string]string{
		"BEGIN": "BEGIN", "BEGIN DISTRIBUTED TRAN": "DISTRIBUTED", "SAVE t": "t", "SAVE TRAN": "TRAN", "USE 'master'": "master",
		"SET": "SET", "SET LANGUAGE": "LANGUAGE", "SET LANGUAGE 1": "1", "SET TRANSACTION LEVEL": "LEVEL",
		"SET TRANSACTION ISOLATION LEVEL nothing": "nothing", "SET NOCOUNT 1": "1", "SET DATEFIRST": "DATEFIRST", "WAITFOR": "WAITFOR",
		"WAITFOR 5": "5", "WAITFOR DELAY 5": "5", "DECLARE a int": "a", "DECLARE @a": "@a", "DECLARE @a varchar(9001)": "varchar",
		"RAISERROR 'x'": "x", "RAISERROR('x')": ")", "SELECT CAST(1 int)": "int", "SELECT CONVERT(int 1)": "1", "EXEC": "EXEC",
		"TRUNCATE t": "t", "SELECT 1 AS": "AS", "SELECT $": "$", "SELECT 1 == 2": "=",
	} {
		want := "102/15/1 line 1: Incorrect syntax near '" + near + "'."
		if diff := cmp.Diff(want, newWorld(t, config).run(t, text)); diff != "" {
			t.Errorf("%s\n%s", text, diff)
		}
	}
}
