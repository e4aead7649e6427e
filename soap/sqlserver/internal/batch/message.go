package batch

import (
	"fmt"
	"math/big"
	"strings"
)

// failure is an error of the engine on its way to becoming a Message.
type failure struct {
	message Message
	// abort ends the batch. Without it the batch goes on with the next statement, as SQL Server does after most
	// errors at run time.
	abort bool
}

func (f *failure) Error() string {
	return fmt.Sprintf("batch: message %d at line %d: %s", f.message.Number, f.message.LineNumber, f.message.Message)
}

func fail(number, class, state, line int, format string, args ...any) *failure {
	return &failure{message: Message{
		Number: number, Class: class, State: state, LineNumber: line, Message: fmt.Sprintf(format, args...),
	}}
}

func abort(number, class, state, line int, format string, args ...any) *failure {
	f := fail(number, class, state, line, format, args...)
	f.abort = true
	return f
}

// The messages below have number, severity and text of sys.messages. States are not published there: they are those
// that users report, else 1.

// syntaxError is 102, and 156 where a reserved word stands in the way.
func syntaxError(t token) *failure {
	if t.kind == word && isReserved(t.text) {
		return abort(156, 15, 1, t.line, "Incorrect syntax near the keyword '%s'.", t.near())
	}
	return incorrectSyntax(t)
}

func incorrectSyntax(t token) *failure {
	return abort(102, 15, 1, t.line, "Incorrect syntax near '%s'.", t.near())
}

func identifierTooLong(line int, start string) *failure {
	return abort(103, 15, 4, line, "The identifier that starts with '%s' is too long. Maximum length is %d.", start, maxIdentifier)
}

func unclosedQuote(line int, text string) *failure {
	return abort(105, 15, 1, line, "Unclosed quotation mark after the character string '%s'.", clip(text))
}

func missingEndComment(line int) *failure {
	return abort(113, 15, 1, line, "Missing end comment mark '*/'.")
}

func declaredTwice(line int, name string) *failure {
	return abort(134, 15, 2, line, "The variable name '%s' has already been declared. Variable names must be unique within "+
		"a query batch or stored procedure.", name)
}

func notDeclared(line int, name string) *failure {
	return abort(137, 15, 2, line, `Must declare the scalar variable "%s".`, name)
}

func mixedSelect(line int) *failure {
	return abort(141, 15, 1, line, "A SELECT statement that assigns a value to a variable must not be combined with "+
		"data-retrieval operations.")
}

func badWaitTime(line int, text string) *failure {
	return abort(148, 15, 1, line, "Incorrect time syntax in time string '%s' used with WAITFOR.", clip(text))
}

func tooDeep(line int) *failure {
	return abort(191, 15, 1, line, "Some part of your SQL statement is nested too deeply. Rewrite the query or break it up "+
		"into smaller queries.")
}

func unknownFunction(line int, name string) *failure {
	return abort(195, 15, 10, line, "'%s' is not a recognized built-in function name.", clip(name))
}

func unknownSetOption(line int, name string) *failure {
	return abort(195, 15, 5, line, "'%s' is not a recognized SET option.", clip(name))
}

func argumentCount(line int, name string, count int) *failure {
	return abort(174, 15, 1, line, "The %s function requires %d argument(s).", strings.ToLower(name), count)
}

func invalidColumn(line int, name string) *failure {
	return abort(207, 16, 1, line, "Invalid column name '%s'.", clip(name))
}

func invalidObject(line int, name string) *failure {
	return abort(208, 16, 1, line, "Invalid object name '%s'.", clip(name))
}

func unknownType(line, position int, name string) *failure {
	return abort(2715, 16, 3, line, "Column, parameter, or variable #%d: Cannot find data type %s.", position, clip(name))
}

func conversionFailed(line int, from Type, value string, to Type) *failure {
	return abort(245, 16, 1, line, "Conversion failed when converting the %s value '%s' to data type %s.",
		from.Keyword(), clip(value), to.Keyword())
}

func dateConversionFailed(line int, to Type) *failure {
	if to.Name == SmallDateTime {
		return abort(295, 16, 3, line, "Conversion failed when converting character string to smalldatetime data type.")
	}
	return abort(241, 16, 1, line, "Conversion failed when converting datetime from character string.")
}

// noSuchDate is said of a date that there is not, or that the type does not have. Unlike text that is no date, it
// ends the statement alone.
func noSuchDate(line int, from, to Type) *failure {
	switch {
	case to.Name == DateTime:
		return fail(242, 16, 3, line, "The conversion of a char data type to a datetime data type resulted in an out-of-range datetime value.")
	case from.family() == instants:
		return fail(298, 16, 1, line, "The conversion from datetime data type to smalldatetime data type resulted in a smalldatetime overflow error.")
	}
	return fail(296, 16, 3, line, "The conversion of char data type to smalldatetime data type resulted in an out-of-range smalldatetime value.")
}

func numericConversionFailed(line int, from, to Type) *failure {
	return abort(8114, 16, 5, line, "Error converting data type %s to %s.", from.said(), to.said())
}

func conversionNotAllowed(line int, from, to Type) *failure {
	return abort(529, 16, 2, line, "Explicit conversion from data type %s to %s is not allowed.", from.Keyword(), to.Keyword())
}

func operandInvalid(line int, t Type, operator string) *failure {
	return abort(8117, 16, 1, line, "Operand data type %s is invalid for %s operator.", t.Keyword(), operator)
}

// said is how errors about numbers name a type: to them, decimal is numeric (observed).
func (t Type) said() string {
	if t.Name == Decimal {
		return "numeric"
	}
	return t.Keyword()
}

func overflow(line int, to Type) *failure {
	return fail(8115, 16, 2, line, "Arithmetic overflow error converting expression to data type %s.", to.said())
}

// numberOverflow is said of a number that is out of the range of another type (observed; Books Online, "System Error Messages",
// has the texts). A bigint is in the text of no error, whose number has 32 bits (inferred). What is said of money that an int has
// room for, and a smallint or tinyint not, is a choice.
func numberOverflow(line int, t typed, to Type) *failure {
	from := t.Type
	switch {
	case to.Name == Decimal && from.family() == approximates:
		return fail(8115, 16, 6, line, "Arithmetic overflow error converting %s to data type numeric.", from.said())
	case to.Name == Decimal:
		return fail(8115, 16, 8, line, "Arithmetic overflow error converting %s to data type numeric.", from.said())
	case from.family() == wholes && from.Name != BigInt && to.Name == TinyInt:
		return fail(220, 16, 2, line, "Arithmetic overflow error for data type tinyint, value = %s.", toText(t.Value, from))
	case from.family() == wholes && from.Name != BigInt && to.Name == SmallInt:
		return fail(220, 16, 1, line, "Arithmetic overflow error for data type smallint, value = %s.", toText(t.Value, from))
	}
	if value, ok := t.Value.(Number); ok && from.Name == Money && (to.Name == Int || to.Name == SmallMoney || !inInt(value)) {
		if state, ok := map[TypeName]int{Int: 1, SmallInt: 2, TinyInt: 3, SmallMoney: 3}[to.Name]; ok {
			return fail(237, 16, state, line, "There is insufficient result space to convert a money value to %s.", to.Keyword())
		}
	}
	if value, ok := t.Value.(float64); ok {
		if state, ok := map[TypeName]int{TinyInt: 1, SmallInt: 2, Int: 3}[to.Name]; ok {
			// Of a number beyond 17 digits, those behind them are a choice: the C library that the engine was built with decides.
			return fail(232, 16, state, line, "Arithmetic overflow error for type %s, value = %.6f.", to.Keyword(), value)
		}
	}
	return overflow(line, to)
}

// inInt says whether an int has room for the whole part of a number.
func inInt(n Number) bool {
	whole := new(big.Int).Quo(n.Unscaled, pow10(n.Scale))
	return whole.IsInt64() && inRange(whole.Int64(), Int)
}

func textOverflow(line int, from Type, value string, to Type) *failure {
	switch to.Name {
	case TinyInt:
		return abort(244, 16, 1, line, "The conversion of the %s value '%s' overflowed an INT1 column. Use a larger integer "+
			"column.", from.Keyword(), clip(value))
	case SmallInt:
		return abort(244, 16, 2, line, "The conversion of the %s value '%s' overflowed an INT2 column. Use a larger integer "+
			"column.", from.Keyword(), clip(value))
	}
	return abort(248, 16, 1, line, "The conversion of the %s value '%s' overflowed an int column. Maximum integer value "+
		"exceeded.", from.Keyword(), clip(value))
}

func divideByZero(line int) *failure {
	return fail(8134, 16, 1, line, "Divide by zero error encountered.")
}

// outOfMemory is what a batch is told that would make a result larger than soapstone lets it.
func outOfMemory(line int) *failure {
	return abort(701, 17, 1, line, "There is insufficient system memory to run this query.")
}

func noSuchProcedure(line int, name string) *failure {
	return fail(2812, 16, 62, line, "Could not find stored procedure '%s'.", clip(name))
}

// noSuchDatabase is 911, worded as 2005 did or as 2008 and later do. That it ends the batch is our choice.
func noSuchDatabase(line int, name, source string) *failure {
	if strings.HasSuffix(source, "/9.0") {
		return abort(911, 16, 1, line, "Could not locate entry in sysdatabases for database '%s'. No entry found with that "+
			"name. Make sure that the name is entered correctly.", name)
	}
	return abort(911, 16, 1, line, "Database '%s' does not exist. Make sure that the name is entered correctly.", name)
}

func noSuchLanguage(line int, name string) *failure {
	return fail(2740, 16, 1, line, "SET LANGUAGE failed because '%s' is not an official language name or a language alias "+
		"on this SQL Server.", clip(name))
}

func noTransactionToCommit(line int) *failure {
	return fail(3902, 16, 1, line, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.")
}

func noTransactionToRollBack(line int) *failure {
	return fail(3903, 16, 1, line, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.")
}

func noTransactionToSave(line int) *failure {
	return fail(628, 16, 0, line, "Cannot issue SAVE TRANSACTION when there is no active transaction.")
}

func noSuchSavepoint(line int, name string) *failure {
	return fail(6401, 16, 1, line, "Cannot roll back %s. No transaction or savepoint of that name was found.", name)
}

// leftOpen is the message of a transaction that its batch did not end. SQL Server says it for batches on
// connections with several active result sets, whose rule sessions follow here: our choice.
func leftOpen(line int) *failure {
	return fail(3997, 16, 1, line, "A transaction that was started in a MARS batch is still active at the end of the batch. "+
		"The transaction is rolled back.")
}

func severityTooHigh(line int) *failure {
	return fail(2754, 16, 1, line, "Error severity levels greater than 18 can only be specified by members of the sysadmin "+
		"role, using the WITH LOG option.")
}

func noSuchMessage(line, number, severity, state int) *failure {
	return fail(18054, 16, 1, line, "Error %d, severity %d, state %d was raised, but no message with that error number was "+
		"found in sys.messages. If error is larger than 50000, make sure the user-defined message is added using sp_addmessage.",
		number, severity, state)
}

func badSubstitution(line, position int) *failure {
	return fail(2786, 16, 1, line, "The data type of substitution parameter %d does not match the expected type of the "+
		"format specification.", position)
}

func databaseChanged(line int, name string) Message {
	return Message{Number: 5701, State: 1, LineNumber: line, Message: fmt.Sprintf("Changed database context to '%s'.", name)}
}

func languageChanged(line int, name string) Message {
	return Message{Number: 5703, State: 1, LineNumber: line, Message: fmt.Sprintf("Changed language setting to %s.", name)}
}
